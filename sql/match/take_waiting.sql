-- The people leave the queue here; an interrupted run puts them back with its transaction.
create temporary table pending_match (
    person_key bytea not null
) on commit drop;

with taken as (
    delete from core.person_to_match
    returning person_key
)

insert into pending_match (person_key)
select distinct person_key
from taken;
