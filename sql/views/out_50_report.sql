create view out.freeze as
select
    freeze_id,
    period,
    frozen_at,
    restates,
    signed_by,
    signed_at
from report.freeze;

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
