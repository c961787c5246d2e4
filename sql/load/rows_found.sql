-- Rows of a submission, each packed as four bytes: those that were judged by the day of receipt, and those with a
-- warning.
select
    string_agg(int4send(row_no), '') filter (where rule = any(%(by_day)s)) as by_day,
    string_agg(int4send(row_no), '') filter (where rule = any(%(warnings)s)) as warned
from dq.finding
where submission_id = %(submission_id)s and row_no is not null
