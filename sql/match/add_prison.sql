set local enable_nestloop = off; -- as in sql/link/remove_stale.sql

-- What core.prison_match does not hold of these people yet. What is still there under the same key is the
-- same row (remove_prison.sql).
insert into core.prison_match (
    person_key,
    prison_code,
    stay_id,
    exit_on,
    exit_dat,
    agency_code,
    episode_id,
    assessed_on,
    days
)
select
    n.person_key,
    n.prison_code,
    n.stay_id,
    n.exit_on,
    n.exit_dat,
    n.agency_code,
    n.episode_id,
    n.assessed_on,
    n.days
from prison_now as n
where not exists (
    select 1
    from core.prison_match as m
    where
        (%(everybody)s or m.person_key = any(array(select p.person_key from pending_match as p)))
        and m.person_key = n.person_key
        and m.prison_code = n.prison_code
        and m.stay_id = n.stay_id
);
