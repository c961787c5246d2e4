-- Matching is an issue of its own: until its tables exist these views hold their columns and no rows.
create view out.transfer as
select
    null::text as from_agency,
    null::text as from_episode,
    null::date as closed_on,
    null::text as transferred_to,
    null::text as to_agency,
    null::text as to_episode,
    null::integer as days
where false;

create view out.treatment_match as
select
    null::text as agency_code,
    null::text as episode_id,
    null::text as referral_id,
    null::text as anchor,
    null::date as anchored_on,
    null::text as treatment_agency,
    null::text as treatment_episode,
    null::date as started_on,
    null::integer as days,
    null::boolean as already_in_treatment
where false;

create view out.prison_match as
select
    null::text as prison_code,
    null::text as stay_id,
    null::date as exit_on,
    null::text as exit_dat,
    null::text as agency_code,
    null::text as episode_id,
    null::date as assessed_on,
    null::integer as days
where false;
