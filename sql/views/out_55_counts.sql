-- Findings counted, for those who may know how many there are and no row of them, and for pages that stay quick.
create view out.finding_count as
select
    f.submission_id,
    s.agency_code,
    s.feed,
    f.rule,
    r.severity,
    f.item,
    r.message,
    r.why,
    r.fix,
    f.findings,
    f.first_row
from (
    select
        submission_id,
        rule,
        item,
        clause,
        count(*) as findings,
        min(row_no) as first_row
    from dq.finding
    group by submission_id, rule, item, clause
) as f
inner join out.submission as s on f.submission_id = s.submission_id
inner join dq.rule as r
    on
        s.rules_version = r.rules_version
        and s.feed = r.feed
        and f.rule = r.rule
        and f.clause = r.clause
        and (f.clause = 0 or f.item = r.item);

-- What each night took in and made of it, by its clock. A file without a verdict waits for the next night.
create view out.night as
select
    s.received_at,
    count(*) as files,
    count(*) filter (where v.status = 'accepted') as accepted,
    count(*) filter (where v.status = 'held') as held,
    count(*) filter (where v.status = 'fatal') as fatal,
    count(*) filter (where v.status is null) as waiting,
    sum(s.size_bytes)::bigint as size_bytes,
    coalesce(sum(v.rows_submitted), 0) as rows_submitted,
    coalesce(sum(v.rows_loaded), 0) as rows_loaded,
    min(v.decided_at) as first_verdict_at,
    max(v.decided_at) as last_verdict_at
from dq.submission as s
left join out.submission as v on s.submission_id = v.submission_id
group by s.received_at;
