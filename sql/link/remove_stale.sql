-- Both tables may be of any size, and neither has been counted: hash them. (On an empty core.episode_link
-- Postgres likes to visit it once for each row that add_new.sql is just filling it with.)
set local enable_nestloop = off;

-- What core.episode_link says of these people and no longer holds: the episode is not current any more, is
-- another person's now, or has another journey or survivor.
delete from core.episode_link as l
where
    (%(everybody)s or l.person_key = any(array(select p.person_key from pending_person as p)))
    and not exists (
        select 1
        from link_now as n
        where
            n.person_key = l.person_key
            and n.agency_code = l.agency_code
            and n.episode_id = l.episode_id
            and n.journey_no is not distinct from l.journey_no
            and n.duplicate_of is not distinct from l.duplicate_of
    );
