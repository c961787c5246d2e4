select submission_id
from out.submission
where submission_id = any(%(submission_ids)s) and status = 'accepted';
