-- The CJIT agencies of the person, open or not: whether one may send today is for F07 to say.
select
    agency_code,
    name
from access.agency
where kind = 'cjit'
order by agency_code;
