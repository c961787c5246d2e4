-- Who submitted in the window, of the agencies open on its last day, and how good the last accepted files
-- are: sums over agencies (closed ones too), not means of means. All by the agency's own DAT.
insert into report_figure (area_no, period_kind, measure, thing_no, numerator, denominator)
with member as (
    select
        lies_in.area_no,
        thing.thing_no,
        g.*
    from report_agency as g
    cross join report_england as england
    left join report_lies_in as place on g.partnership = place.dat_code
    -- An agency that never had a file accepted is asked for one, but has no data to be an area by.
    left join report_area as provider on provider.level = 'provider' and g.agency_code = provider.area_code
    left join report_thing as thing on thing.source = 'agency' and g.agency_code = thing.code
    cross join lateral unnest(coalesce(place.area_nos, england.area_nos) || provider.area_no) as lies_in (area_no)
    where lies_in.area_no is not null
),

counted as (
    select
        a.area_no,
        m.thing_no,
        count(*) filter (where m.in_force and m.sent_in_window) as submitted,
        count(*) filter (where m.in_force) as agencies,
        coalesce(sum(m.rows_submitted), 0) as rows_submitted,
        coalesce(sum(m.rows_loaded), 0) as rows_loaded,
        coalesce(sum(m.rows_without_warning), 0) as rows_without_warning,
        coalesce(sum(m.open_mismatches), 0) as open_mismatches
    from report_area as a
    left join member as m on a.area_no = m.area_no
    group by a.area_no, m.thing_no
)

select
    n.area_no,
    'month' as period_kind,
    figure.measure,
    n.thing_no,
    figure.numerator,
    figure.denominator
from counted as n
cross join lateral (
    values
    ('submitted', n.submitted, n.agencies),
    ('load_pct', n.rows_loaded, n.rows_submitted),
    ('dq_pct', n.rows_without_warning, n.rows_loaded),
    ('open_mismatches', n.open_mismatches, null)
) as figure (measure, numerator, denominator);
