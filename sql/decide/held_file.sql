-- A file that was held: what became of it, and what is needed to check its bytes again.
select
    h.submission_id,
    r.folder,
    r.feed,
    r.sha256,
    r.size_bytes,
    r.received_at,
    r.problem,
    h.state,
    h.decided_by,
    h.superseded_by,
    s.agency_code,
    s.dataset_version,
    s.rules_version,
    s.lists_version,
    s.rows_submitted,
    s.rows_withheld,
    s.rows_in_error,
    s.rows_loaded,
    s.rows_with_warning
from out.held_file as h
inner join out.submission as s on h.submission_id = s.submission_id
inner join dq.submission as r on h.submission_id = r.submission_id
where h.submission_id = %(submission_id)s;
