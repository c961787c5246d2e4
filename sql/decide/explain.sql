-- The warnings of a cause in a file, or of one of its rows, on which it is not the last word already.
insert into dq.explanation (agency_code, rule, item, episode_id, submission_id, says, said_by, said_at, why)
select distinct
    f.agency_code,
    f.rule,
    f.item,
    f.episode_id,
    f.submission_id,
    %(says)s,
    %(by)s,
    %(at)s::timestamptz,
    %(why)s
from out.finding as f
left join out.explanation as x
    on
        f.agency_code = x.agency_code
        and f.rule = x.rule
        and f.item = x.item
        and f.episode_id = x.episode_id
where
    f.submission_id = %(submission_id)s
    and f.rule = %(rule)s
    and f.item = %(item)s
    and f.severity = 'warning'
    and f.episode_id is not null
    and (%(row_no)s::integer is null or f.row_no = %(row_no)s)
    and (x.episode_id is null) = (%(says)s = 'explained');
