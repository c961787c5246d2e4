select
    level,
    area_code,
    period_kind,
    measure,
    breakdown,
    value,
    numerator,
    denominator
from report.ccjr
where freeze_id = %(freeze_id)s;
