select
    submission_no,
    referrals
from feedback_latest
where referrals > 0
order by submission_no;
