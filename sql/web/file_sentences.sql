-- What was said of a file as a whole, as it was said: the sentence of such a rule has a place for what was found.
select
    rule,
    item,
    message,
    count(*) as findings
from access.finding
where submission_id = %(submission_id)s and row_no is null
group by rule, item, message
order by rule collate "C", item collate "C", message collate "C";
