-- Verdicts reached since a moment of the server's clock, in the order of agencies and of arrival.
select
    agency_code,
    file_name,
    status,
    coalesce(fatal_rule, '') as fatal_rule,
    rows_submitted,
    rows_loaded,
    rows_with_warning,
    load_pct,
    dq_pct
from out.submission
where decided_at >= %(since)s
order by agency_code, received_at, arrival_no;
