-- Who submitted in the window, of the agencies open on its last day, and how good the last accepted files
-- are: sums over agencies (closed ones too), not means of means. All by the agency's own DAT.
create temporary table report_agency_member on commit drop as
select
    a.area_no,
    g.in_force,
    g.sent_in_window,
    g.rows_submitted,
    g.rows_loaded,
    g.rows_without_warning
from report_agency as g
cross join
    lateral (
        values
        ('england', 'england'),
        ('region', g.region),
        ('force', g.police_force),
        ('partnership', g.partnership),
        ('provider', g.agency_code)
    ) as lies_in (level, area_code)
inner join report_area as a on lies_in.level = a.level and lies_in.area_code = a.area_code;

insert into report_figure (area_no, period_kind, measure, numerator, denominator)
with counted as (
    select
        a.area_no,
        count(*) filter (where g.in_force and g.sent_in_window) as submitted,
        count(*) filter (where g.in_force) as agencies,
        coalesce(sum(g.rows_submitted), 0) as rows_submitted,
        coalesce(sum(g.rows_loaded), 0) as rows_loaded,
        coalesce(sum(g.rows_without_warning), 0) as rows_without_warning
    from report_area as a
    left join report_agency_member as g on a.area_no = g.area_no
    group by a.area_no
)

select
    n.area_no,
    'month' as period_kind,
    figure.measure,
    figure.numerator,
    figure.denominator
from counted as n
cross join lateral (
    values
    ('submitted', n.submitted, n.agencies),
    ('load_pct', n.rows_loaded, n.rows_submitted),
    ('dq_pct', n.rows_without_warning, n.rows_loaded)
) as figure (measure, numerator, denominator);
