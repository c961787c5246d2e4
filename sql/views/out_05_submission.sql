-- Every submission that has a verdict. Its status follows from what was recorded last, never from a flag.
create view out.submission as
select
    s.submission_id,
    v.agency_code,
    s.file_name,
    s.sha256,
    s.received_at,
    v.verdict as status,
    v.fatal_rule,
    v.rows_submitted,
    v.rows_withheld,
    v.rows_in_error,
    v.rows_loaded,
    v.rows_with_warning,
    -- Cut, not rounded: 99.96 must not read as 100.
    trunc(100.0 * v.rows_loaded / nullif(v.rows_submitted, 0), 1) as load_pct,
    trunc(100.0 * (v.rows_loaded - v.rows_with_warning) / nullif(v.rows_loaded, 0), 1) as dq_pct,
    (
        select count(*)
        from dq.mismatch as m
        left join dq.mismatch_closed as c
            on
                m.agency_code = c.agency_code
                and m.episode_id = c.episode_id
                and m.kind = c.kind
                and m.found_in = c.found_in
        where m.found_in = s.submission_id and c.state is null
    ) as open_mismatches,
    s.feed,
    s.folder,
    s.arrival_no,
    v.dataset_version,
    v.rules_version,
    v.lists_version,
    v.code_version,
    v.decided_at,
    v.content_sha256,
    v.row_set_hash
from dq.submission as s
inner join lateral (
    select d.* from dq.verdict as d
    where d.submission_id = s.submission_id
    order by d.verdict = 'held' -- a held file that was released has both verdicts
    limit 1
) as v on true;
