-- The file loads every current episode of its agency: none is held back, absent or missing any more
-- (note_presence.sql, note_missing.sql).
delete from core.held_back
where agency_code = %(agency_code)s;

delete from core.kept_away
where agency_code = %(agency_code)s;

insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, closed_in)
select
    agency_code,
    episode_id,
    kind,
    found_in,
    'resolved' as state,
    %(submission_id)s as closed_in
from out.mismatch
where agency_code = %(agency_code)s and state = 'open' and kind in ('M1', 'M3');

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
