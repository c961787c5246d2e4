select status
from out.submission
where submission_id = %(submission_id)s;
