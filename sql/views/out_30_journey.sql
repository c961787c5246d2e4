-- A client's episodes that follow each other within 21 days, across agencies (linkage.md).
create view out.journey as
select
    e.dat_code,
    encode(e.person_key, 'hex') || e.dat_code as client_key,
    coalesce(l.journey_no, 1) as journey_no,
    min(e.assessed_on) as started_on,
    case when bool_and(e.closed_on is not null) then max(e.closed_on) end as ended_on,
    count(*) as episodes,
    count(distinct e.agency_code) as agencies
from core.episode as e
left join core.episode_link as l
    on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
where e.current_to is null and l.duplicate_of is null
group by e.dat_code, e.person_key, coalesce(l.journey_no, 1);
