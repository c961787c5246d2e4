select
    submission_no,
    previous_id,
    file_name,
    received_at,
    rules_version
from feedback_previous
order by submission_no;
