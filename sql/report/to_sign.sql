-- A freeze by its id, or the latest of a period; who restated it, and who has signed it.
select
    f.freeze_id,
    f.period,
    later.freeze_id as restated_by,
    f.signed_by
from out."freeze" as f
left join out."freeze" as later on f.freeze_id = later.restates
where %(report)s in (f.freeze_id, f.period)
order by f.freeze_no desc
limit 1;
