-- held_back: the file holds the episode, or its client without usable consent, but nothing that could be
-- loaded. absent: it is missing (find_missing.sql). Both keep their earlier version.
delete from core.held_back
where agency_code = %(agency_code)s;

insert into core.held_back (agency_code, episode_id, submission_id)
select
    %(agency_code)s,
    u.episode_id,
    %(submission_id)s
from unseen as u
where not exists (select 1 from missing as m where m.episode_id = u.episode_id);

-- Whether an episode is still there decides between duplicates, so the people concerned are linked again.
with
returned as (
    delete from core.absent as a
    where
        a.agency_code = %(agency_code)s
        and not exists (select 1 from missing as m where m.episode_id = a.episode_id)
    returning a.episode_id
),

gone as (
    insert into core.absent (agency_code, episode_id, last_seen_in)
    select
        %(agency_code)s,
        m.episode_id,
        %(previous_id)s
    from missing as m
    on conflict do nothing
    returning episode_id
)

insert into core.touched_person (person_key, submission_id)
select distinct
    e.person_key,
    %(submission_id)s
from core.episode as e
where
    e.agency_code = %(agency_code)s
    and e.current_to is null
    and e.episode_id in (
        select r.episode_id from returned as r
        union all
        select g.episode_id from gone as g
    );
