-- Where each DAT lies, as the lists say on the last day of the month; a DAT that has ended by then keeps its
-- last place, since its people are still counted. Out of England has no region and is no place here: of the
-- areas England alone counts its people (and providers count theirs, wherever they live).
create temporary table report_place on commit drop as
select distinct on (dat_code)
    dat_code,
    name,
    region,
    police_force,
    %(period_end)s between valid_from and valid_to as in_force
from ref.partnership
where region is not null
order by dat_code asc, (valid_from <= %(period_end)s) desc, valid_from desc;

create unique index on report_place (dat_code);
analyze report_place;
