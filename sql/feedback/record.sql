insert into dq.feedback (submission_id, verdict)
select
    submission_id,
    verdict
from unnest(%(submissions)s::text[], %(verdicts)s::text[]) as written (submission_id, verdict)
on conflict do nothing;
