-- Current episodes, with what linkage says of them; without a word of it, an episode stands in its client's
-- first journey. No initials, date of birth or postcode.
create view out.episode as
select
    e.agency_code,
    e.episode_id,
    encode(e.person_key, 'hex') as person_key,
    e.dat_code,
    encode(e.person_key, 'hex') || e.dat_code as client_key,
    case when l.duplicate_of is null then coalesce(l.journey_no, 1) end as journey_no,
    e.assessed_on,
    e.prompt,
    e.caseload_on,
    e.closed_on,
    e.closure_reason,
    e.transferred_to,
    e.age,
    e.sex,
    e.ethnicity,
    e.substance_group,
    e.accommodation,
    e.injecting,
    e.agency_code || '/' || l.duplicate_of as duplicate_of,
    e.submission_id
from core.episode as e
left join core.episode_link as l
    on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
where e.current_to is null;
