select exists (select 1 from dq.verdict where submission_id = %(submission_id)s); -- noqa: LT01, LT06
