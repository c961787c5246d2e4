-- Where each partnership lies, as the lists say on the last day of the month (of one that has ended: lay).
select distinct on (dat_code)
    dat_code,
    region,
    police_force
from ref.partnership
order by dat_code asc, (valid_from <= %(period_end)s) desc, valid_from desc;
