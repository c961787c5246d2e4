-- A release as it is written.
select
    period_kind,
    period_start,
    level,
    area_code,
    measure,
    breakdown,
    value,
    numerator,
    denominator
from report.public_cell
where release_id = %(release_id)s
order by period_kind collate "C", level collate "C", area_code collate "C", measure collate "C", breakdown collate "C";
