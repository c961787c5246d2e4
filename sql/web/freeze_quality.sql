-- Who submitted, how good the files were and what was open when a freeze was made, of the widest areas that the
-- person may see in full.
select
    c.level,
    a.name,
    c.measure,
    c.value::float8 as value,
    c.numerator,
    c.denominator
from access.ccjr as c
inner join access.area as a on c.level = a.level and c.area_code = a.area_code
where
    c.freeze_id = %(freeze_id)s
    and c.period_kind = 'month'
    and c.measure in ('submitted', 'load_pct', 'dq_pct', 'open_mismatches')
    and c.level in ('england', 'region')
order by c.level, a.name, array_position(array['submitted', 'load_pct', 'dq_pct', 'open_mismatches'], c.measure);
