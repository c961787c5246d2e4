create view out.public_release as
select
    release_id,
    freeze_id,
    period,
    released_at,
    released_by,
    release_no,
    code_version,
    counts,
    small_counts,
    hidden_counts,
    whole_row_counts,
    difference_counts
from report.public_release;

-- The figures of out.ccjr that anybody may see.
create view out.ccjr_public as
select
    c.release_id,
    r.freeze_id,
    r.period,
    c.period_kind,
    c.period_start,
    c.level,
    c.area_code,
    c.measure,
    c.breakdown,
    c.value,
    c.numerator,
    c.denominator
from report.public_cell as c
inner join report.public_release as r on c.release_id = r.release_id;
