create view out.transfer as
select
    from_agency,
    from_episode,
    closed_on,
    transferred_to,
    to_agency,
    to_episode,
    days
from core.transfer;

create view out.treatment_match as
select
    agency_code,
    episode_id,
    referral_id,
    anchor,
    anchored_on,
    treatment_agency,
    treatment_episode,
    started_on,
    days,
    already_in_treatment,
    counts_until
from core.treatment_match;

create view out.prison_match as
select
    prison_code,
    stay_id,
    exit_on,
    exit_dat,
    agency_code,
    episode_id,
    assessed_on,
    days
from core.prison_match;
