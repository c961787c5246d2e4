-- Submissions without a verdict, in the order in which each folder's files must be judged.
select
    s.submission_id,
    s.folder,
    s.feed,
    s.size_bytes
from dq.submission as s
left join dq.verdict as v on s.submission_id = v.submission_id
where v.submission_id is null
order by s.feed, s.folder, s.received_at, s.arrival_no;
