select distinct agency_code
from access.mismatch
order by agency_code;
