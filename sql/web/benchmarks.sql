-- England and the regions, where the person sees any figure of them.
select
    level,
    area_code,
    case level when 'england' then 'England' else area_code end as name
from access.ccjr
where freeze_id = %(freeze_id)s and level in ('england', 'region')
group by level, area_code
order by level, area_code;
