-- The last freeze of a period.
select freeze_id
from report."freeze"
where period = %(period)s
order by freeze_no desc
limit 1;
