-- The periods that have a report: the files of their last freeze have all been written.
select f.period
from report."freeze" as f
inner join report.freeze_written as w on f.freeze_id = w.freeze_id
where not exists (
    select 1 from report."freeze" as later
    where later.restates = f.freeze_id
);
