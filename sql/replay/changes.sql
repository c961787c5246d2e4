select
    c.submission_id,
    o.agency_code,
    c.row_no,
    c.rule,
    c.item,
    c.change
from replay_change as c
inner join replay_outcome as o on c.submission_id = o.submission_id
order by o.agency_code collate "C", c.submission_id, c.row_no nulls first, c.rule, c.item;
