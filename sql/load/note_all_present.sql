-- The file loads every current episode of its agency: none is held back or absent any more (note_presence.sql).
delete from core.held_back
where agency_code = %(agency_code)s;

with
returned as (
    delete from core.absent
    where agency_code = %(agency_code)s
    returning episode_id
)

insert into core.touched_person (person_key, submission_id)
select distinct
    e.person_key,
    %(submission_id)s
from core.episode as e
inner join returned as r on e.episode_id = r.episode_id
where e.agency_code = %(agency_code)s and e.current_to is null;
