-- The explanations of the warnings of a cause in a file, or of one of its rows.
with told as (
    delete from dq.explained as x
    using out.finding as f
    where
        f.submission_id = %(submission_id)s
        and f.rule = %(rule)s
        and f.item = %(item)s
        and (%(row_no)s::integer is null or f.row_no = %(row_no)s)
        and x.agency_code = f.agency_code
        and x.rule = f.rule
        and x.item = f.item
        and x.episode_id = f.episode_id
    returning x.agency_code, x.rule, x.item, x.episode_id
)

insert into dq.explanation (agency_code, rule, item, episode_id, submission_id, says, said_by, said_at, why)
select
    agency_code,
    rule,
    item,
    episode_id,
    %(submission_id)s,
    'withdrawn' as says,
    %(by)s,
    %(at)s::timestamptz,
    %(why)s
from told;
