-- Clients who started on the caseload in the period.
insert into report_figure (area_no, period_kind, measure, thing_no, numerator)
with earliest as (
    select
        area_no,
        min(e.episode_no) filter (where e.caseload_on >= s.month_start) as month,
        min(e.episode_no) filter (where e.caseload_on >= s.quarter_start) as quarter,
        min(e.episode_no) filter (where e.caseload_on >= s.ytd_start) as ytd,
        min(e.episode_no) as rolling12
    from report_episode as e
    inner join report_start as s on e.caseload_on between s.first_day and s.last_day
    cross join lateral unnest(e.area_nos) as area_no
    group by area_no, e.person_no
),

started as (
    select
        c.area_no,
        e.thing_no,
        count(*) filter (where d.month) as month,
        count(*) filter (where d.quarter) as quarter,
        count(*) filter (where d.ytd) as ytd,
        count(*) filter (where d.rolling12) as rolling12
    from earliest as c
    cross join lateral pg_temp.described(c.month, c.quarter, c.ytd, c.rolling12) as d
    inner join report_episode as e on d.no = e.episode_no
    group by c.area_no, e.thing_no
),

counted as (
    select
        c.area_no,
        c.thing_no,
        span.*
    from started as c
    cross join
        lateral (
            values
            ('month', c.month),
            ('quarter', c.quarter),
            ('ytd', c.ytd),
            ('rolling12', c.rolling12)
        ) as span (period_kind, clients)
    where span.clients > 0
)

select
    a.area_no,
    s.period_kind,
    'caseload_starts' as measure,
    n.thing_no,
    coalesce(n.clients, 0) as numerator
from report_area as a
cross join report_span as s
left join counted as n on a.area_no = n.area_no and s.period_kind = n.period_kind;

-- Clients on the caseload at the month's end, each described by the earliest of the episodes that are open.
create temporary table report_caseload on commit drop as
with client as (
    select
        lies_in.area_no,
        min(e.episode_no) as episode_no
    from report_episode as e
    cross join lateral unnest(e.area_nos) as lies_in (area_no)
    where e.on_caseload
    group by lies_in.area_no, e.person_no
)

select
    c.area_no,
    e.age_band,
    e.sex,
    e.ethnic_group,
    e.substance_group,
    e.injecting,
    e.accommodation,
    e.duration_band,
    e.thing_no
from client as c
inner join report_episode as e on c.episode_no = e.episode_no;

insert into report_figure (area_no, period_kind, measure, thing_no, numerator)
select
    a.area_no,
    'month' as period_kind,
    'caseload' as measure,
    c.thing_no,
    count(c.area_no) as numerator
from report_area as a
left join report_caseload as c on a.area_no = c.area_no
group by a.area_no, c.thing_no;

-- Who they are: each client once under each heading.
insert into report_figure (area_no, period_kind, measure, breakdown, thing_no, numerator)
select
    c.area_no,
    'month' as period_kind,
    profile.measure,
    profile.breakdown,
    c.thing_no,
    count(*) as numerator
from report_caseload as c
cross join
    lateral (
        values
        ('caseload_by_age', c.age_band),
        ('caseload_by_sex', c.sex),
        ('caseload_by_ethnicity', c.ethnic_group),
        ('caseload_by_substance', c.substance_group),
        ('caseload_by_injecting', c.injecting),
        ('caseload_by_accommodation', c.accommodation),
        ('caseload_by_duration', c.duration_band)
    ) as profile (measure, breakdown)
group by c.area_no, profile.measure, profile.breakdown, c.thing_no;
