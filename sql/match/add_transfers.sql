set local enable_nestloop = off; -- as in sql/link/remove_stale.sql

-- What core.transfer does not hold of these people yet. What is still there under the same key is the
-- same row (remove_transfers.sql).
insert into core.transfer (
    person_key,
    from_agency,
    from_episode,
    to_agency,
    to_episode,
    closed_on,
    transferred_to,
    days
)
select
    n.person_key,
    n.from_agency,
    n.from_episode,
    n.to_agency,
    n.to_episode,
    n.closed_on,
    n.transferred_to,
    n.days
from transfer_now as n
where not exists (
    select 1
    from core.transfer as m
    where
        (%(everybody)s or m.person_key = any(array(select p.person_key from pending_match as p)))
        and m.person_key = n.person_key
        and m.from_agency = n.from_agency
        and m.from_episode = n.from_episode
);
