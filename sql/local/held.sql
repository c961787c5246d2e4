-- Held files that wait for a decision.
select
    submission_id,
    agency_code,
    open_episodes,
    disappearing
from out.held_file
where state = 'waiting'
order by received_at, submission_id;
