-- How far the number of people of an area may be out, as linkage said of it at the freeze (linkage.md, Keys).
select
    level,
    area_code,
    clients,
    clients_low,
    clients_high
from report.freeze_linkage
where freeze_id = %(freeze_id)s;
