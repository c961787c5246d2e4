-- The areas that have pairs, with how many are open.
select
    dat_code,
    partnership,
    count(*) filter (where state = 'open') as open_pairs
from access.near_miss
group by dat_code, partnership
order by partnership, dat_code;
