create view out."freeze" as
select
    freeze_id,
    period,
    frozen_at,
    restates,
    signed_by,
    signed_at,
    freeze_no,
    inputs_sha256,
    episodes_sha256,
    submissions_sha256,
    references_sha256,
    code_version
from report."freeze";

-- The files that a freeze was made from, with the rules and lists that judged each.
create view out.freeze_submission as
select
    f.freeze_id,
    f.agency_code,
    f.submission_id,
    f.carried_forward,
    s.dataset_version,
    s.rules_version,
    s.lists_version
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
