-- How many warnings of a file are explained, by cause.
select
    rule,
    item,
    explained
from access.explained_count
where submission_id = %(submission_id)s;
