-- How far the number of people of an area may be out, and by which of the two risks, as linkage said of it at the
-- freeze (linkage.md, Keys). The risks are null where a freeze was made before they were kept.
select
    level,
    area_code,
    clients,
    clients_low,
    clients_high,
    keys_of_two,
    expected_by_chance,
    people_split
from report.freeze_linkage
where freeze_id = %(freeze_id)s;
