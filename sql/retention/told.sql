select
    thing,
    number
from dq.removal
where removed_at = %(now)s and kind = %(kind)s and unit = %(unit)s
order by thing collate "C";
