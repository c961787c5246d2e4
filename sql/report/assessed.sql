-- Clients assessed in the period, each described by their earliest episode in it, and what became of them so
-- far as is known: on the caseload, closed before it, or neither yet. Each is in exactly one of the three.
-- closed_prior comes by reason alone: its whole is their sum.
create temporary table report_assessed on commit drop as
with client as (
    select
        m.area_no,
        s.period_kind,
        min(m.episode_no) as episode_no
    from report_member as m
    inner join report_episode as e on m.episode_no = e.episode_no
    inner join report_span as s on e.assessed_on between s.period_start and s.period_end
    group by m.area_no, s.period_kind, m.person_no
)

select
    c.area_no,
    c.period_kind,
    e.prompt,
    e.prompt_group,
    e.outcome,
    case when e.outcome = 'closed prior' then e.closure_reason end as prior_reason,
    count(*) as clients
from client as c
inner join report_episode as e on c.episode_no = e.episode_no
group by c.area_no, c.period_kind, e.prompt, e.prompt_group, e.outcome, prior_reason;

insert into report_figure (area_no, period_kind, measure, numerator, denominator)
with counted as (
    select
        a.area_no,
        s.period_kind,
        coalesce(sum(c.clients), 0) as clients,
        coalesce(sum(c.clients) filter (where c.outcome = 'onto caseload'), 0) as onto_caseload,
        coalesce(sum(c.clients) filter (where c.outcome = 'pending'), 0) as pending
    from report_area as a
    cross join report_span as s
    left join report_assessed as c on a.area_no = c.area_no and s.period_kind = c.period_kind
    group by a.area_no, s.period_kind
)

select
    n.area_no,
    n.period_kind,
    figure.measure,
    figure.numerator,
    figure.denominator
from counted as n
cross join lateral (
    values
    ('assessed', n.clients, null),
    ('onto_caseload', n.onto_caseload, n.clients),
    ('outcome_pending', n.pending, null)
) as figure (measure, numerator, denominator);

insert into report_figure (area_no, period_kind, measure, breakdown, numerator)
select
    c.area_no,
    c.period_kind,
    figure.measure,
    figure.breakdown,
    sum(c.clients) as numerator
from report_assessed as c
cross join
    lateral (
        values
        ('assessed_by_prompt', c.prompt),
        ('assessed_by_prompt_group', c.prompt_group),
        ('closed_prior', c.prior_reason)
    ) as figure (measure, breakdown)
where figure.breakdown is not null
group by c.area_no, c.period_kind, figure.measure, figure.breakdown;
