-- The touched people leave the queue here; an interrupted re-link puts them back with its transaction.
create temporary table pending_person (
    person_key bytea not null
) on commit drop;

with taken as (
    delete from core.touched_person
    returning person_key
)

insert into pending_person (person_key)
select distinct person_key
from taken;

-- Near misses are searched again where they live, and where they were found to have some.
insert into core.dat_to_search (dat_code)
select e.dat_code
from core.episode as e
where
    e.current_to is null
    and e.dat_code is not null
    and e.person_key = any(array(select p.person_key from pending_person as p))
union
select n.dat_code
from core.near_miss as n
left join core.same_person as s on s.own_key in (n.key_a, n.key_b)
where
    array[n.key_a, n.key_b, s.person_key]
    && array(select p.person_key from pending_person as p);
