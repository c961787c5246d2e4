-- The warnings of a cause in a file, or of one of its rows, that are not explained yet.
with told as (
    insert into dq.explained (agency_code, rule, item, episode_id, submission_id, explained_by, explained_at, why)
    select distinct
        agency_code,
        rule,
        item,
        episode_id,
        submission_id,
        %(by)s,
        %(at)s::timestamptz,
        %(why)s
    from out.finding
    where
        submission_id = %(submission_id)s
        and rule = %(rule)s
        and item = %(item)s
        and severity = 'warning'
        and episode_id is not null
        and (%(row_no)s::integer is null or row_no = %(row_no)s)
    on conflict do nothing
    returning *
)

insert into dq.explanation (agency_code, rule, item, episode_id, submission_id, says, said_by, said_at, why)
select
    agency_code,
    rule,
    item,
    episode_id,
    submission_id,
    'explained' as says,
    explained_by,
    explained_at,
    why
from told;
