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

-- Their episodes: looked up once, for all that follows.
create temporary table pending_episode on commit drop as
select
    person_key,
    agency_code,
    episode_id,
    dat_code,
    assessed_on,
    caseload_on,
    closed_on,
    current_to
from core.episode
where current_to is null and person_key = any(array(select p.person_key from pending_person as p));

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
select dat_code
from pending_episode
where dat_code is not null
union distinct
select n.dat_code
from core.near_miss as n
where n.key_a = any(array(select o.own_key from own as o))
union distinct
select n.dat_code
from core.near_miss as n
where n.key_b = any(array(select o.own_key from own as o));
