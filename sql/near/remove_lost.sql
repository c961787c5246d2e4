-- What the search no longer finds in the areas it looked at. A pair about which somebody decided stays, as one that
-- is not found any more: the decision goes on.
create temporary table near_lost on commit drop as
select
    n.pair_id,
    n.decision_no is not null as decided
from core.near_miss as n
left join near_found as f
    on n.dat_code = f.dat_code and n.key_a = decode(f.key_a, 'hex') and n.key_b = decode(f.key_b, 'hex')
where
    f.key_a is null
    and n.found
    and (%(everywhere)s or n.dat_code in (select a.dat_code from near_area as a));

update core.near_miss as n
set found = false
from near_lost as l
where n.pair_id = l.pair_id and l.decided;

delete from core.near_miss as n
using near_lost as l
where n.pair_id = l.pair_id and not l.decided;
