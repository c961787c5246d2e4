insert into dq.verdict (
    submission_id, verdict, agency_code, content_sha256, row_set_hash, fatal_rule,
    rows_submitted, rows_withheld, rows_in_error, rows_loaded, rows_with_warning,
    dataset_version, rules_version, lists_version, code_version, decided_at
) values (
    %(submission_id)s, %(verdict)s, %(agency_code)s, %(content_sha256)s, %(row_set_hash)s, %(fatal_rule)s,
    %(rows_submitted)s, %(rows_withheld)s, %(rows_in_error)s, %(rows_loaded)s, %(rows_with_warning)s,
    %(dataset_version)s, %(rules_version)s, %(lists_version)s, %(code_version)s,
    clock_timestamp() -- under the agency's lock, so its verdicts are in the order in which they were reached
);
