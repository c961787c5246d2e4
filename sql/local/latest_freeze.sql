-- The last freeze of a period.
select freeze_id
from out.freeze
where period = %(period)s
order by frozen_at desc, freeze_id desc
limit 1;
