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

-- Whoever is linked again is matched again.
insert into core.person_to_match (person_key)
select person_key
from pending_person;

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
left join core.same_person as a on n.key_a = a.own_key
left join core.same_person as b on n.key_b = b.own_key
where
    coalesce(a.person_key, n.key_a) in (select p.person_key from pending_person as p)
    or coalesce(b.person_key, n.key_b) in (select p.person_key from pending_person as p)
    or n.key_a in (select p.person_key from pending_person as p)
    or n.key_b in (select p.person_key from pending_person as p);
