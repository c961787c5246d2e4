select
    removed_at,
    kind,
    thing,
    sum(number)::bigint as number
from access.removal
group by removed_at, kind, thing
order by removed_at desc, kind, thing
limit 50;
