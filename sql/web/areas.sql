-- The areas of a report that the person may see.
select
    a.level,
    a.area_code,
    a.name,
    a.page
from access.area as a
where
    exists (
        select 1 from access.ccjr as c
        where c.freeze_id = %(freeze_id)s and c.level = a.level and c.area_code = a.area_code
    )
order by a.name, a.area_code;
