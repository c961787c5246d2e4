-- The episodes that count, of everybody or of the pending people: current, and no duplicates.
--
-- The parameter is a constant to the planner: for everybody the other half of its condition goes away, for the
-- pending people it becomes a visit to the index on person_key for each of them.
--
-- Hashed: core.episode_link may have been filled last night and not counted since, and Postgres would take it for
-- a few rows and visit it once for every episode.
set local enable_nestloop = off;

create temporary table matched_episode on commit drop as
select
    e.person_key,
    e.agency_code,
    e.episode_id,
    e.submission_id,
    e.dat_code,
    e.assessed_on,
    e.closed_on,
    e.closure_reason,
    e.transferred_to
from core.episode as e
left join core.episode_link as l
    on
        e.person_key = l.person_key
        and e.agency_code = l.agency_code
        and e.episode_id = l.episode_id
        and (%(everybody)s or l.person_key = any(array(select p.person_key from pending_match as p)))
where
    e.current_to is null
    and l.duplicate_of is null
    and (%(everybody)s or e.person_key = any(array(select p.person_key from pending_match as p)));

set local enable_nestloop = on;

analyze matched_episode;
