-- The figures of an area, with those of another beside them where the person may see these.
select
    c.measure,
    c.breakdown,
    c.value::float8 as value,
    c.numerator,
    c.denominator,
    o.value::float8 as other,
    o.denominator as other_denominator
from access.ccjr as c
left join access.ccjr as o
    on
        c.freeze_id = o.freeze_id
        and c.period_kind = o.period_kind
        and c.measure = o.measure
        and c.breakdown = o.breakdown
        and o.level = %(other_level)s
        and o.area_code = %(other_code)s
where
    c.freeze_id = %(freeze_id)s
    and c.period_kind = %(kind)s
    and c.level = %(level)s
    and c.area_code = %(area_code)s
order by c.measure collate "C", c.breakdown collate "C";
