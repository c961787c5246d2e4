-- The agencies that the person may see.
select
    agency_code,
    name,
    kind,
    dat_code,
    partnership,
    region
from access.agency
order by agency_code collate "C";
