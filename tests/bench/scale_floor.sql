-- The floor of linking and matching: the same rows, sorted and grouped by person, into a table.
create table public.scale_floor as
with happening as (
    select
        person_key,
        assessed_on as happened_on,
        agency_code,
        episode_id
    from core.episode
    where current_to is null
    union all
    select
        e.person_key,
        c.referred_on,
        c.agency_code,
        c.referral_id
    from core.referral as c
    inner join core.episode as e
        on c.agency_code = e.agency_code and c.episode_id = e.episode_id and c.submission_id = e.submission_id
    union all
    select
        person_key,
        started_on,
        agency_code,
        episode_id
    from core.treatment
    union all
    select
        person_key,
        exit_on,
        prison_code,
        stay_id
    from core.stay
)

select
    person_key,
    happened_on,
    agency_code,
    episode_id,
    count(*) over (partition by person_key order by happened_on) as nth,
    max(happened_on) over (partition by person_key) as last_on
from happening;
