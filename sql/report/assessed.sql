-- Clients assessed in the period, each described by their earliest episode in it, and what became of them so
-- far as is known: on the caseload, closed before it, or neither yet. Each is in exactly one of the three.
-- closed_prior comes by reason alone: its whole is their sum.
create temporary table report_assessed on commit drop as
with earliest as (
    select
        area_no,
        min(e.episode_no) filter (where e.assessed_on >= s.month_start) as month,
        min(e.episode_no) filter (where e.assessed_on >= s.quarter_start) as quarter,
        min(e.episode_no) filter (where e.assessed_on >= s.ytd_start) as ytd,
        min(e.episode_no) as rolling12
    from report_episode as e
    inner join report_start as s on e.assessed_on between s.first_day and s.last_day
    cross join lateral unnest(e.area_nos) as area_no
    group by area_no, e.person_no
)

select
    c.area_no,
    e.prompt,
    e.prompt_group,
    e.outcome,
    case when e.outcome = 'closed prior' then e.closure_reason end as prior_reason,
    e.thing_no,
    count(*) filter (where d.month) as month,
    count(*) filter (where d.quarter) as quarter,
    count(*) filter (where d.ytd) as ytd,
    count(*) filter (where d.rolling12) as rolling12
from earliest as c
cross join lateral pg_temp.described(c.month, c.quarter, c.ytd, c.rolling12) as d
inner join report_episode as e on d.no = e.episode_no
group by c.area_no, e.prompt, e.prompt_group, e.outcome, prior_reason, e.thing_no;

insert into report_figure (area_no, period_kind, measure, thing_no, numerator, denominator)
with client as (
    select
        c.area_no,
        c.outcome,
        c.thing_no,
        span.*
    from report_assessed as c
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
        coalesce(sum(c.clients), 0) as clients,
        coalesce(sum(c.clients) filter (where c.outcome = 'onto caseload'), 0) as onto_caseload,
        coalesce(sum(c.clients) filter (where c.outcome = 'pending'), 0) as pending
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
cross join lateral (
    values
    ('assessed', n.clients, null),
    ('onto_caseload', n.onto_caseload, n.clients),
    ('outcome_pending', n.pending, null)
) as figure (measure, numerator, denominator);

insert into report_figure (area_no, period_kind, measure, breakdown, thing_no, numerator)
select
    c.area_no,
    span.period_kind,
    figure.measure,
    figure.breakdown,
    c.thing_no,
    sum(span.clients) as numerator
from report_assessed as c
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
        ('assessed_by_prompt', c.prompt),
        ('assessed_by_prompt_group', c.prompt_group),
        ('closed_prior', c.prior_reason)
    ) as figure (measure, breakdown)
where figure.breakdown is not null and span.clients > 0
group by c.area_no, span.period_kind, figure.measure, figure.breakdown, c.thing_no;
