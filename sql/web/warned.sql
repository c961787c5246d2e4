-- The warnings of a cause in a file, or of one of its rows, each with why it is right where somebody said so.
select
    f.row_no,
    f.message,
    f.episode_id,
    x.why,
    x.explained_by,
    x.explained_at,
    count(*) over () as total,
    count(*) filter (where f.episode_id is not null) over () as explainable,
    count(x.episode_id) over () as explained
from access.finding as f
left join access.explanation as x
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
    and (%(row_no)s::integer is null or f.row_no = %(row_no)s)
order by (x.episode_id is null) asc, f.row_no asc
limit 20;
