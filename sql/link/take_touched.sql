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

-- Near misses are searched again where they live, and where any of their own keys was found to have some.
with own as (
    select person_key as own_key
    from pending_person
    union distinct
    select s.own_key
    from core.same_person as s
    where s.person_key = any(array(select p.person_key from pending_person as p))
)

insert into core.dat_to_search (dat_code)
select e.dat_code
from core.episode as e
where
    e.current_to is null
    and e.dat_code is not null
    and e.person_key = any(array(select p.person_key from pending_person as p))
union distinct
select n.dat_code
from core.near_miss as n
where n.key_a = any(array(select o.own_key from own as o))
union distinct
select n.dat_code
from core.near_miss as n
where n.key_b = any(array(select o.own_key from own as o));
