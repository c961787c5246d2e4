-- What was found in the rows of the file before that this one brings again, under their new numbers (0033). Rows from
-- one bound up to the next have moved by as much as each other, or have not stayed: null.
insert into dq.finding (submission_id, row_no, client_ref, episode_id, rule, item, clause, value)
select
    %(submission_id)s,
    row_no + (%(moved)s::int [])[width_bucket(row_no, %(bounds)s::int [])],
    client_ref,
    episode_id,
    rule,
    item,
    clause,
    value
from dq.finding
where
    submission_id = %(since)s
    and (%(moved)s::int [])[width_bucket(row_no, %(bounds)s::int [])] is not null;
