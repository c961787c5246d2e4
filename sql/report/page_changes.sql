-- What a restatement changed, of all areas at once: a row for each moved cell, kind of thing and cause.
with moved as (
    select
        level,
        area_code,
        period_kind,
        measure,
        breakdown,
        source,
        cause,
        count(*) as things
    from report.change_part
    where freeze_id = %(freeze_id)s
    group by level, area_code, period_kind, measure, breakdown, source, cause
)

select
    c.level,
    c.area_code,
    c.period_kind,
    c.measure,
    c.breakdown,
    c.published,
    c.published_numerator,
    c.published_denominator,
    c.now,
    c.now_numerator,
    c.now_denominator,
    m.source,
    m.cause,
    coalesce(m.things, 0) as things
from report.change as c
left join moved as m
    on
        c.level = m.level
        and c.area_code = m.area_code
        and c.period_kind = m.period_kind
        and c.measure = m.measure
        and c.breakdown = m.breakdown
where c.freeze_id = %(freeze_id)s;
