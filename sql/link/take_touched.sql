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
