set local enable_nestloop = off; -- as in sql/link/remove_stale.sql

-- What core.treatment_match does not hold of these people yet. What is still there under the same key is the
-- same row (remove_treatment.sql).
insert into core.treatment_match (
    person_key,
    agency_code,
    episode_id,
    referral_id,
    anchor,
    anchored_on,
    counts_until,
    treatment_agency,
    treatment_episode,
    started_on,
    days,
    already_in_treatment
)
select
    n.person_key,
    n.agency_code,
    n.episode_id,
    n.referral_id,
    n.anchor,
    n.anchored_on,
    n.counts_until,
    n.treatment_agency,
    n.treatment_episode,
    n.started_on,
    n.days,
    n.already_in_treatment
from treatment_now as n
where not exists (
    select 1
    from core.treatment_match as m
    where
        (%(everybody)s or m.person_key = any(array(select p.person_key from pending_match as p)))
        and m.person_key = n.person_key
        and m.agency_code = n.agency_code
        and m.episode_id = n.episode_id
        and m.anchor = n.anchor
        and m.referral_id is not distinct from n.referral_id
);
