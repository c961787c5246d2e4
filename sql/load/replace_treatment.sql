-- Where its people lived, near misses are searched again.
insert into core.dat_to_search (dat_code)
select distinct dat_code
from core.treatment
where agency_code = %(agency_code)s and dat_code is not null;

delete from core.treatment
where agency_code = %(agency_code)s;
