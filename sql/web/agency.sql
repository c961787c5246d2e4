select
    agency_code,
    name,
    partnership,
    region
from access.agency
where agency_code = %(agency_code)s;
