-- The accepted file replaces what was known of rows that could not be loaded. Those that it brings again have their new
-- numbers (carry_findings.sql); in an order, lest one come in before the row that had its number has gone.
with
before as (
    delete from core.row_in_error
    where agency_code = %(agency_code)s
    returning *
),

numbered as (
    select
        *,
        (%(moved)s::int[])[width_bucket(row_no, %(bounds)s::int[])] as moved_by
    from before
)

insert into core.row_in_error (
    agency_code, submission_id, row_no, episode_id, dat_code, age, assessed_on, caseload_on, closed_on,
    closure_reason, referred_on
)
select
    agency_code,
    %(submission_id)s,
    row_no + moved_by as row_no,
    episode_id,
    dat_code,
    age,
    assessed_on,
    caseload_on,
    closed_on,
    closure_reason,
    referred_on
from numbered
where moved_by is not null
order by row_no;
