-- What was found in the rows of a submission, as quality.findings.SCHEMA has it for one file.
select
    0 as sub,
    row_no,
    client_ref,
    episode_id,
    rule,
    item,
    clause,
    value
from dq.finding
where submission_id = %(submission_id)s and row_no is not null
