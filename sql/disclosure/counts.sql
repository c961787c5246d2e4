-- The figures of a freeze that a public release may hold: providers' are for those concerned (access.md).
select
    period_kind,
    period_start,
    level,
    area_code,
    measure,
    breakdown,
    numerator,
    denominator
from report.ccjr
where freeze_id = %(freeze_id)s and level <> 'provider'
order by period_kind collate "C", level collate "C", area_code collate "C", measure collate "C", breakdown collate "C";
