select
    s.submission_id,
    s.folder,
    s.feed,
    s.sha256,
    s.size_bytes,
    s.received_at,
    s.problem
from dq.submission as s
left join dq.verdict as v on s.submission_id = v.submission_id
where s.submission_id = any(%(submission_ids)s) and v.submission_id is null
order by s.feed, s.folder, s.received_at, s.arrival_no;
