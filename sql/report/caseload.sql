-- Clients who started on the caseload in the period.
insert into report_figure (area_no, period_kind, measure, numerator)
with client as (
    select
        m.area_no,
        s.period_kind
    from report_member as m
    inner join report_episode as e on m.episode_no = e.episode_no
    inner join report_span as s on e.caseload_on between s.period_start and s.period_end
    group by m.area_no, s.period_kind, m.person_no
),

counted as (
    select
        area_no,
        period_kind,
        count(*) as clients
    from client
    group by area_no, period_kind
)

select
    a.area_no,
    s.period_kind,
    'caseload_starts' as measure,
    coalesce(n.clients, 0) as numerator
from report_area as a
cross join report_span as s
left join counted as n on a.area_no = n.area_no and s.period_kind = n.period_kind;

-- Clients on the caseload at the month's end, each described by the earliest of the episodes that are open.
create temporary table report_caseload on commit drop as
select
    m.area_no,
    min(m.episode_no) as episode_no
from report_member as m
inner join report_episode as e on m.episode_no = e.episode_no
where e.on_caseload
group by m.area_no, m.person_no;

insert into report_figure (area_no, period_kind, measure, numerator)
select
    a.area_no,
    'month' as period_kind,
    'caseload' as measure,
    count(c.episode_no) as numerator
from report_area as a
left join report_caseload as c on a.area_no = c.area_no
group by a.area_no;

-- Who they are: each client once under each heading.
insert into report_figure (area_no, period_kind, measure, breakdown, numerator)
select
    c.area_no,
    'month' as period_kind,
    profile.measure,
    profile.breakdown,
    count(*) as numerator
from report_caseload as c
inner join report_episode as e on c.episode_no = e.episode_no
cross join
    lateral (
        values
        ('caseload_by_age', e.age_band),
        ('caseload_by_sex', e.sex),
        ('caseload_by_ethnicity', e.ethnic_group),
        ('caseload_by_substance', e.substance_group),
        ('caseload_by_injecting', e.injecting),
        ('caseload_by_accommodation', e.accommodation),
        ('caseload_by_duration', e.duration_band)
    ) as profile (measure, breakdown)
group by c.area_no, profile.measure, profile.breakdown;
