-- The areas that the person may see, agencies last.
select
    level,
    area_code,
    name
from access.area
order by array_position(array['england', 'region', 'force', 'partnership', 'provider'], level), name, area_code;
