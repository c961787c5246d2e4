-- Reports, the last period first and of each the last word first.
select
    f.freeze_id,
    f.period,
    f.frozen_at,
    f.restates,
    f.signed_by,
    f.signed_at,
    l.freeze_id as superseded_by
from access."freeze" as f
left join access."freeze" as l on f.freeze_id = l.restates
order by f.period desc, f.freeze_no desc;
