-- What the warehouse holds, in counts.
select
    (select count(*) from out.submission where status = 'accepted') as accepted,
    (select count(*) from out.submission where status = 'fatal') as refused,
    (select count(*) from out.held_file where state = 'waiting') as held,
    (
        select count(*) from dq.submission as s
        where not exists (select 1 from dq.verdict as v where v.submission_id = s.submission_id)
    ) as waiting,
    (select count(*) from core.episode where current_to is null) as episodes,
    (select count(distinct person_key) from core.episode where current_to is null) as people,
    (select count(*) from out.journey) as journeys,
    (select max(received_at) from dq.submission) as last_received;
