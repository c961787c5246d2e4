-- The last freeze of each period, those without a signature first.
select
    f.freeze_id,
    f.period,
    f.frozen_at,
    f.restates,
    f.signed_by,
    f.signed_at
from access."freeze" as f
where not exists (select 1 from access."freeze" as later where later.restates = f.freeze_id)
order by f.signed_by is not null, f.period desc;
