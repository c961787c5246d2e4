-- Clients who left the caseload in the period. Three of their exits matter: the latest says why they left; the
-- earliest that can lead into treatment is what starts are counted from; the earliest that was completed is what
-- coming back is counted from. exit_no is lowest for the latest.
create temporary table report_exit on commit drop as
with client as (
    select
        area_no,
        min(e.exit_no) filter (where e.closed_on >= s.month_start) as month,
        min(e.exit_no) filter (where e.closed_on >= s.quarter_start) as quarter,
        min(e.exit_no) filter (where e.closed_on >= s.ytd_start) as ytd,
        min(e.exit_no) as rolling12,
        max(e.exit_no) filter (where e.can_start and e.closed_on >= s.month_start) as start_month,
        max(e.exit_no) filter (where e.can_start and e.closed_on >= s.quarter_start) as start_quarter,
        max(e.exit_no) filter (where e.can_start and e.closed_on >= s.ytd_start) as start_ytd,
        max(e.exit_no) filter (where e.can_start) as start_rolling12,
        max(e.exit_no) filter (where e.exit_group = 'completed') as completed_rolling12
    from report_episode as e
    inner join report_start as s on e.closed_on between s.first_day and s.last_day
    cross join lateral unnest(e.area_nos) as area_no
    where e.is_exit
    group by area_no, e.person_no
),

exit_of as (
    select
        c.area_no,
        matter.*
    from client as c
    cross join
        lateral (
            values
            ('latest', c.month, c.quarter, c.ytd, c.rolling12),
            ('start', c.start_month, c.start_quarter, c.start_ytd, c.start_rolling12),
            ('completed', null, null, null, c.completed_rolling12)
        ) as matter (matters, month, quarter, ytd, rolling12)
    where matter.rolling12 is not null
)

select
    c.area_no,
    c.matters,
    e.closure_reason,
    e.exit_group,
    %(day)s - e.closed_on >= 21 and not e.exit_already as known_21,
    %(day)s - e.closed_on >= 42 and not e.exit_already as known_42,
    %(day)s - e.closed_on >= 84 and not e.exit_already as known_84,
    %(day)s - e.closed_on >= 182 as known_182,
    case when e.exit_days <= 21 then 21 when e.exit_days <= 42 then 42 when e.exit_days <= 84 then 84 end
        as started_within,
    e.represented,
    e.thing_no,
    count(*) filter (where d.month) as month,
    count(*) filter (where d.quarter) as quarter,
    count(*) filter (where d.ytd) as ytd,
    count(*) filter (where d.rolling12) as rolling12
from exit_of as c
cross join lateral pg_temp.described(c.month, c.quarter, c.ytd, c.rolling12) as d
inner join report_episode as e on d.no = e.exit_no
group by
    c.area_no, c.matters, e.closure_reason, e.exit_group,
    known_21, known_42, known_84, known_182, started_within, e.represented, e.thing_no;

insert into report_figure (area_no, period_kind, measure, thing_no, numerator, denominator)
with client as (
    select
        c.area_no,
        c.matters,
        c.known_21,
        c.known_42,
        c.known_84,
        c.known_182,
        c.started_within,
        c.represented,
        c.thing_no,
        span.*
    from report_exit as c
    cross join
        lateral (
            values
            ('month', c.month),
            ('quarter', c.quarter),
            ('ytd', c.ytd),
            ('rolling12', c.rolling12)
        ) as span (period_kind, clients)
    where span.clients > 0
),

counted as (
    select
        a.area_no,
        s.period_kind,
        c.thing_no,
        coalesce(sum(c.clients) filter (where c.matters = 'latest'), 0) as clients,
        coalesce(sum(c.clients) filter (where c.matters = 'start' and c.known_21), 0) as of_21,
        coalesce(sum(c.clients) filter (where c.matters = 'start' and c.known_42), 0) as of_42,
        coalesce(sum(c.clients) filter (where c.matters = 'start' and c.known_84), 0) as of_84,
        coalesce(sum(c.clients) filter (where c.matters = 'start' and c.known_21 and c.started_within <= 21), 0)
            as in_21,
        coalesce(sum(c.clients) filter (where c.matters = 'start' and c.known_42 and c.started_within <= 42), 0)
            as in_42,
        coalesce(sum(c.clients) filter (where c.matters = 'start' and c.known_84 and c.started_within <= 84), 0)
            as in_84,
        coalesce(sum(c.clients) filter (where c.matters = 'completed' and c.known_182), 0) as of_182,
        coalesce(sum(c.clients) filter (where c.matters = 'completed' and c.known_182 and c.represented), 0)
            as in_182
    from report_area as a
    cross join report_span as s
    left join client as c on a.area_no = c.area_no and s.period_kind = c.period_kind
    group by a.area_no, s.period_kind, c.thing_no
)

select
    n.area_no,
    n.period_kind,
    figure.measure,
    n.thing_no,
    figure.numerator,
    figure.denominator
from counted as n
cross join
    lateral (
        values
        ('exits', n.clients, null),
        ('exits_started_21', n.in_21, n.of_21),
        ('exits_started_42', n.in_42, n.of_42),
        ('exits_started_84', n.in_84, n.of_84),
        ('represented_182', n.in_182, n.of_182)
    ) as figure (measure, numerator, denominator)
where figure.measure <> 'represented_182' or n.period_kind = 'rolling12';

insert into report_figure (area_no, period_kind, measure, breakdown, thing_no, numerator)
select
    c.area_no,
    span.period_kind,
    figure.measure,
    figure.breakdown,
    c.thing_no,
    sum(span.clients) as numerator
from report_exit as c
cross join
    lateral (
        values
        ('month', c.month),
        ('quarter', c.quarter),
        ('ytd', c.ytd),
        ('rolling12', c.rolling12)
    ) as span (period_kind, clients)
cross join
    lateral (
        values
        ('exits_by_reason', c.closure_reason),
        ('exits_by_group', c.exit_group)
    ) as figure (measure, breakdown)
where c.matters = 'latest' and span.clients > 0
group by c.area_no, span.period_kind, figure.measure, figure.breakdown, c.thing_no;
