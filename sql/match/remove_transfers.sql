set local enable_nestloop = off; -- as in sql/link/remove_stale.sql

-- What core.transfer says of these people and is not so any more.
delete from core.transfer as m
where
    (%(everybody)s or m.person_key = any(array(select p.person_key from pending_match as p)))
    and not exists (
        select 1
        from transfer_now as n
        where
            n.person_key = m.person_key
            and n.from_agency = m.from_agency
            and n.from_episode = m.from_episode
            and n.to_agency is not distinct from m.to_agency
            and n.to_episode is not distinct from m.to_episode
            and n.closed_on is not distinct from m.closed_on
            and n.transferred_to is not distinct from m.transferred_to
            and n.days is not distinct from m.days
    );
