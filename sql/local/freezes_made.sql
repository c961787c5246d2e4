-- The freezes of a run, by its clock.
select
    period,
    freeze_id
from out."freeze"
where frozen_at = %(now)s
order by period, freeze_id;
