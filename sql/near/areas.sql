-- Whether any area is to be searched, and whether all are.
select
    count(*) > 0 as waiting,
    coalesce(bool_or(dat_code = '*'), false) as everywhere
from near_area;
