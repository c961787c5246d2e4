select
    submission_id,
    folder,
    arrival_no
from dq.submission
where received_at = %(received_at)s;
