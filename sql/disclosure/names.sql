-- What each partnership is called on the last day of the month.
select distinct on (dat_code)
    dat_code,
    name
from ref.partnership
order by dat_code asc, (valid_from <= %(period_end)s) desc, valid_from desc;
