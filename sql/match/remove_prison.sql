set local enable_nestloop = off; -- as in sql/link/remove_stale.sql

-- What core.prison_match says of these people and is not so any more.
delete from core.prison_match as m
where
    (%(everybody)s or m.person_key = any(array(select p.person_key from pending_match as p)))
    and not exists (
        select 1
        from prison_now as n
        where
            n.person_key = m.person_key
            and n.prison_code = m.prison_code
            and n.stay_id = m.stay_id
            and n.exit_on is not distinct from m.exit_on
            and n.exit_dat is not distinct from m.exit_dat
            and n.agency_code is not distinct from m.agency_code
            and n.episode_id is not distinct from m.episode_id
            and n.assessed_on is not distinct from m.assessed_on
            and n.days is not distinct from m.days
    );
