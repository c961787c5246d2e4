create view out."freeze" as
with signed as (
    select distinct on (freeze_id)
        freeze_id,
        signed_by,
        signed_at,
        why
    from report.signature
    order by freeze_id asc, signature_no desc
)

select
    f.freeze_id,
    f.period,
    f.frozen_at,
    f.restates,
    s.signed_by,
    s.signed_at,
    f.freeze_no,
    f.inputs_sha256,
    f.episodes_sha256,
    f.submissions_sha256,
    f.references_sha256,
    f.code_version,
    f.matches_sha256,
    s.why
from report."freeze" as f
left join signed as s on f.freeze_id = s.freeze_id;

-- The files that a freeze was made from, with the rules and lists that judged each.
create view out.freeze_submission as
select
    f.freeze_id,
    f.agency_code,
    f.submission_id,
    f.carried_forward,
    s.dataset_version,
    s.rules_version,
    s.lists_version,
    s.feed
from report.freeze_submission as f
inner join out.submission as s on f.submission_id = s.submission_id;

create view out.ccjr as
select
    freeze_id,
    period,
    period_kind,
    period_start,
    level,
    area_code,
    measure,
    breakdown,
    value,
    numerator,
    denominator
from report.ccjr;

-- Every cell that a restatement changed, and what moved it.
create view out.ccjr_change as
select
    c.freeze_id,
    f.period,
    f.restates,
    c.period_kind,
    c.level,
    c.area_code,
    c.measure,
    c.breakdown,
    c.published,
    c.now,
    c.now - c.published as difference,
    c.published_numerator,
    c.now_numerator,
    c.published_denominator,
    c.now_denominator
from report.change as c
inner join report."freeze" as f on c.freeze_id = f.freeze_id;

create view out.ccjr_change_cause as
select
    freeze_id,
    period_kind,
    level,
    area_code,
    measure,
    breakdown,
    source,
    code as agency_code,
    id as episode_id,
    cause,
    by_code as by_agency,
    by_id as by_episode,
    numerator,
    denominator
from report.change_part;
