-- Submissions that were taken in and have no verdict yet.
select count(*)
from dq.submission as s
where not exists (select 1 from dq.verdict as v where v.submission_id = s.submission_id);
