-- What was found in the rows of the file before that this one brings again, under their new numbers (0033). Rows from
-- one bound up to the next have moved by as much as each other, or have not stayed: null.
with before as (
    select
        *,
        (%(moved)s::int[])[width_bucket(row_no, %(bounds)s::int[])] as moved_by
    from dq.finding
    where submission_id = %(since)s
)

insert into dq.finding (submission_id, row_no, client_ref, episode_id, rule, item, clause, value)
select
    %(submission_id)s,
    row_no + moved_by as row_no,
    client_ref,
    episode_id,
    rule,
    item,
    clause,
    value
from before
where moved_by is not null;
