-- Signed reports that no later one restates and whose files have not all been written since.
select f.freeze_id
from out."freeze" as f
left join report.freeze_written as w on f.freeze_id = w.freeze_id
where
    f.signed_at is not null
    and coalesce(w.signed, false) is false
    and not exists (select 1 from report."freeze" as later where later.restates = f.freeze_id)
order by f.freeze_no;
