-- The episode ends here. Its versions stay; what closes its mismatches is the tombstone. Its person is linked again.
insert into core.touched_person (person_key, submission_id)
select
    person_key,
    %(found_in)s
from core.episode
where agency_code = %(agency_code)s and episode_id = %(episode_id)s and current_to is null;

update core.episode
set current_to = greatest(%(at)s, current_from)
where agency_code = %(agency_code)s and episode_id = %(episode_id)s and current_to is null;

delete from core.absent
where agency_code = %(agency_code)s and episode_id = %(episode_id)s;

delete from core.held_back
where agency_code = %(agency_code)s and episode_id = %(episode_id)s;

delete from core.kept_away
where agency_code = %(agency_code)s and episode_id = %(episode_id)s;

insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, decided_by, decided_at, why)
select
    agency_code,
    episode_id,
    kind,
    found_in,
    'deleted' as state,
    %(by)s,
    %(at)s,
    %(why)s
from out.mismatch
where agency_code = %(agency_code)s and episode_id = %(episode_id)s and state = 'open';
