-- The warnings of a cause in a file, or of one of its rows, each with why it is right where somebody said so.
select
    row_no,
    message,
    episode_id,
    why,
    explained_by,
    explained_at,
    count(*) over () as total,
    count(*) filter (where episode_id is not null) over () as explainable,
    count(explained_by) over () as explained
from access.finding
where
    submission_id = %(submission_id)s
    and rule = %(rule)s
    and item = %(item)s
    and severity = 'warning'
    and (%(row_no)s::integer is null or row_no = %(row_no)s)
order by (explained_by is null) asc, row_no asc
limit 20;
