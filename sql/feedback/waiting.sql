-- Submissions whose verdict has not gone back to their sender yet, in the order in which they came.
select
    s.submission_id,
    s.agency_code,
    s.feed,
    s.file_name,
    s.sha256,
    s.received_at,
    s.status,
    s.fatal_rule,
    s.rows_submitted,
    s.rows_withheld,
    s.rows_in_error,
    s.rows_loaded,
    s.rows_with_warning,
    s.load_pct,
    s.dq_pct,
    s.open_mismatches,
    s.dataset_version,
    s.rules_version,
    s.lists_version,
    s.code_version,
    s.content_sha256,
    s.row_set_hash
from out.submission as s
left join dq.feedback as f
    on s.submission_id = f.submission_id and s.status = f.verdict
where f.submission_id is null
order by s.received_at, s.folder, s.arrival_no, s.submission_id;
