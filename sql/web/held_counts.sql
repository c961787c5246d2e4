select
    submission_id,
    agency_code,
    received_at,
    open_episodes,
    disappearing
from access.held_file
where state = 'waiting'
order by received_at, submission_id;
