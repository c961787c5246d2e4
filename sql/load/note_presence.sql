-- held_back: the file holds the episode, or its client without usable consent, but nothing that could be
-- loaded. absent: the file does not hold it. Both keep their earlier version.
delete from core.held_back
where agency_code = %(agency_code)s;

insert into core.held_back (agency_code, episode_id, submission_id)
select
    %(agency_code)s,
    u.episode_id,
    %(submission_id)s
from unseen as u
where
    u.in_file
    or exists (
        select 1
        from core.episode as e
        inner join unconsented as n on e.client_id = n.client_id
        where e.agency_code = %(agency_code)s and e.episode_id = u.episode_id and e.current_to is null
    );

-- Whether an episode is still there decides between duplicates, so the people concerned are linked again.
with
returned as (
    delete from core.absent as a
    where
        a.agency_code = %(agency_code)s
        and (
            not exists (select 1 from unseen as u where u.episode_id = a.episode_id)
            or exists (
                select 1 from core.held_back as h
                where h.agency_code = a.agency_code and h.episode_id = a.episode_id
            )
        )
    returning a.episode_id
),

gone as (
    insert into core.absent (agency_code, episode_id, last_seen_in)
    select
        %(agency_code)s,
        u.episode_id,
        %(previous_id)s
    from unseen as u
    where
        not exists (
            select 1 from core.held_back as h
            where h.agency_code = %(agency_code)s and h.episode_id = u.episode_id
        )
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
