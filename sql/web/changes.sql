-- What a restatement changed: the cells of an area, or of all that the person may see, the furthest moved first.
select
    c.period_kind,
    c.level,
    coalesce(a.name, c.area_code) as area,
    c.measure,
    c.breakdown,
    c.published::float8 as published,
    c.now::float8 as now,
    c.now_denominator is not null as is_rate,
    count(*) over () as total
from access.ccjr_change as c
left join access.area as a on c.level = a.level and c.area_code = a.area_code
where
    c.freeze_id = %(freeze_id)s
    and %(level)s in ('', c.level)
    and %(area_code)s in ('', c.area_code)
    and %(kind)s in ('', c.period_kind)
order by abs(c.difference) desc nulls last, c.level, c.area_code, c.measure, c.breakdown, c.period_kind
limit %(at_most)s;
