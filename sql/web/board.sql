-- A line for each CJIT agency in force in the month: its last file since it began, and its last thirteen.
-- An agency is overdue that has sent nothing since the month began.
with files as materialized (
    select
        submission_id,
        agency_code,
        received_at,
        arrival_no,
        status,
        load_pct,
        dq_pct,
        open_mismatches
    from access.submission
    where feed = 'cjit'
),

sent as (
    select
        *,
        row_number() over (partition by agency_code order by received_at desc, arrival_no desc) as from_last
    from files
    where received_at < %(until)s
),

-- Of all files: a mismatch stays open until somebody decides or a later file removes its cause.
open_now as (
    select
        agency_code,
        sum(open_mismatches)::integer as open_mismatches
    from files
    group by agency_code
),

trend as (
    select
        agency_code,
        count(*) filter (where received_at >= %(opens)s) as files,
        max(received_at) filter (where status = 'accepted') as last_accepted,
        json_agg(
            json_build_object('status', status, 'load', load_pct, 'dq', dq_pct)
            order by received_at, arrival_no
        ) filter (where from_last <= 13) as trend
    from sent
    group by agency_code
)

select
    a.agency_code,
    a.name,
    a.dat_code,
    a.partnership,
    a.region,
    coalesce(l.status, 'overdue') as state,
    coalesce(t.files, 0) as files,
    l.submission_id,
    l.received_at,
    l.load_pct::float8 as load_pct,
    l.dq_pct::float8 as dq_pct,
    coalesce(o.open_mismatches, 0) as open_mismatches,
    t.last_accepted,
    t.trend
from access.agency as a
left join trend as t on a.agency_code = t.agency_code
left join sent as l on a.agency_code = l.agency_code and l.from_last = 1 and l.received_at >= %(opens)s
left join open_now as o on a.agency_code = o.agency_code
where a.kind = 'cjit' and a.valid_from <= %(last_day)s and a.valid_to >= %(first_day)s
order by a.agency_code collate "C";
