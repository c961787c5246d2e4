-- Own keys in whose place decisions about near misses have put another.
select
    own_key,
    person_key
from core.same_person
where own_key <> person_key;
