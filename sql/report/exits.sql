-- Clients who left the caseload in the period, and why, by their latest exit in it.
create temporary table report_exit on commit drop as
with client as (
    select
        m.area_no,
        s.period_kind,
        min(e.exit_no) as exit_no
    from report_member as m
    inner join report_episode as e on m.episode_no = e.episode_no
    inner join report_span as s on e.closed_on between s.period_start and s.period_end
    where e.is_exit
    group by m.area_no, s.period_kind, m.person_no
)

select
    c.area_no,
    c.period_kind,
    e.closure_reason,
    e.exit_group,
    count(*) as clients
from client as c
inner join report_episode as e on c.exit_no = e.exit_no
group by c.area_no, c.period_kind, e.closure_reason, e.exit_group;

insert into report_figure (area_no, period_kind, measure, numerator)
select
    a.area_no,
    s.period_kind,
    'exits' as measure,
    coalesce(sum(c.clients), 0) as numerator
from report_area as a
cross join report_span as s
left join report_exit as c on a.area_no = c.area_no and s.period_kind = c.period_kind
group by a.area_no, s.period_kind;

insert into report_figure (area_no, period_kind, measure, breakdown, numerator)
select
    c.area_no,
    c.period_kind,
    figure.measure,
    figure.breakdown,
    sum(c.clients) as numerator
from report_exit as c
cross join
    lateral (
        values
        ('exits_by_reason', c.closure_reason),
        ('exits_by_group', c.exit_group)
    ) as figure (measure, breakdown)
group by c.area_no, c.period_kind, figure.measure, figure.breakdown;
