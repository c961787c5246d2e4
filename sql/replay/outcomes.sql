-- The replayed submissions, with their counts before and after.
select
    o.submission_id,
    o.agency_code,
    coalesce(o.dat_code, '') as dat_code,
    o.dataset_version,
    o.rules_version,
    o.lists_version,
    o.fatal_before,
    o.fatal_after,
    v.rows_submitted as submitted_before,
    v.rows_loaded as loaded_before,
    v.rows_with_warning as warned_before,
    o.rows_submitted as submitted_after,
    o.rows_loaded as loaded_after,
    o.rows_with_warning as warned_after
from replay_outcome as o
inner join out.submission as v on o.submission_id = v.submission_id
order by o.agency_code collate "C", v.received_at, v.arrival_no;
