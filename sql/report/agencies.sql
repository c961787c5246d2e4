-- Every CJIT agency that was open on the day that counts (the window's last day, or the freeze's day where
-- that is earlier) or has an accepted file, with its DAT on that day (a closed agency: its last one), whether
-- it sent a file in the window, its last accepted file, old or new, and its mismatches that are open.
create temporary table report_agency on commit drop as
with registered as (
    select distinct on (agency_code)
        agency_code,
        name,
        dat_code,
        %(day)s between valid_from and valid_to as in_force
    from ref.agency
    where kind = 'cjit'
    order by
        agency_code asc,
        (%(day)s between valid_from and valid_to) desc,
        (valid_from <= %(day)s) desc,
        valid_from desc
),

last_accepted as (
    select
        agency_code,
        submission_id,
        rows_submitted,
        rows_loaded,
        rows_without_warning,
        sent_in_window
    from report_file
    where feed = 'cjit'
),

open_mismatch as (
    select
        agency_code,
        count(*) as open_mismatches
    from out.mismatch
    where state = 'open'
    group by agency_code
)

select
    coalesce(r.agency_code, l.agency_code) as agency_code,
    r.name,
    r.dat_code,
    p.dat_code as partnership,
    l.submission_id,
    l.rows_submitted,
    l.rows_loaded,
    l.rows_without_warning,
    coalesce(m.open_mismatches, 0) as open_mismatches,
    coalesce(r.in_force, false) as in_force,
    coalesce(l.sent_in_window, false) as sent_in_window
from registered as r
full join last_accepted as l on r.agency_code = l.agency_code
left join open_mismatch as m on l.agency_code = m.agency_code
left join report_place as p on r.dat_code = p.dat_code
where r.in_force or l.submission_id is not null;

analyze report_agency;
