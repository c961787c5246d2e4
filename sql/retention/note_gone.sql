update dq.removed
set files_gone_at = %(now)s
where kind = %(kind)s and files_gone_at is null and submission_id = any(%(submission_ids)s);
