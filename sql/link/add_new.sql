set local enable_nestloop = off; -- as in remove_stale.sql

-- What core.episode_link does not hold of these people yet. What is still there under the same key is the same
-- row (remove_stale.sql).
insert into core.episode_link (agency_code, episode_id, person_key, journey_no, duplicate_of)
select
    n.agency_code,
    n.episode_id,
    n.person_key,
    n.journey_no,
    n.duplicate_of
from link_now as n
where not exists (
    select 1
    from core.episode_link as l
    where
        (%(everybody)s or l.person_key = any(array(select p.person_key from pending_person as p)))
        and l.person_key = n.person_key
        and l.agency_code = n.agency_code
        and l.episode_id = n.episode_id
);
