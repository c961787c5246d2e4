select
    s.submission_id,
    s.agency_code,
    a.name as agency,
    s.file_name,
    s.received_at,
    s.status,
    s.fatal_rule,
    s.rows_submitted,
    s.rows_withheld,
    s.rows_in_error,
    s.rows_loaded,
    s.rows_with_warning,
    s.load_pct::float8 as load_pct,
    s.dq_pct::float8 as dq_pct,
    s.open_mismatches,
    s.feed,
    s.dataset_version,
    s.rules_version,
    s.lists_version,
    s.sha256
from access.submission as s
left join access.agency as a on s.agency_code = a.agency_code
where s.submission_id = %(submission_id)s;
