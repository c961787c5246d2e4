set local enable_nestloop = off; -- as in sql/link/remove_stale.sql

-- What core.treatment_match says of these people and is not so any more.
delete from core.treatment_match as m
where
    (%(everybody)s or m.person_key = any(array(select p.person_key from pending_match as p)))
    and not exists (
        select 1
        from treatment_now as n
        where
            n.person_key = m.person_key
            and n.agency_code = m.agency_code
            and n.episode_id = m.episode_id
            and n.anchor = m.anchor
            and n.referral_id is not distinct from m.referral_id
            and n.anchored_on is not distinct from m.anchored_on
            and n.counts_until is not distinct from m.counts_until
            and n.treatment_agency is not distinct from m.treatment_agency
            and n.treatment_episode is not distinct from m.treatment_episode
            and n.started_on is not distinct from m.started_on
            and n.days is not distinct from m.days
            and n.already_in_treatment is not distinct from m.already_in_treatment
    );
