-- The CJIT agencies behind the figures, with their last accepted file at the freeze, and those asked for a file
-- that never had one accepted. Places as in page_areas.sql, registrations as in agencies.sql.
-- A freeze that was made before names were pinned has them from the lists and the register of now.
with unpinned as (
    select 1 as one
    from report."freeze"
    where freeze_id = %(freeze_id)s and matches_sha256 is null
),

registered_now as (
    select distinct on (agency_code)
        agency_code,
        name,
        dat_code,
        %(asked_on)s between valid_from and valid_to as in_force
    from ref.agency
    where kind = 'cjit' and exists (select 1 from unpinned)
    order by
        agency_code asc,
        (%(asked_on)s between valid_from and valid_to) desc,
        (valid_from <= %(asked_on)s) desc,
        valid_from desc
),

registered as (
    select * from registered_now
    union all
    select
        agency_code,
        name,
        dat_code,
        in_force
    from report.pinned_agency
    where freeze_id = %(freeze_id)s
),

place_now as (
    select distinct on (dat_code)
        dat_code,
        name,
        region,
        police_force
    from ref.partnership
    where exists (select 1 from unpinned)
    order by
        dat_code asc,
        (%(period_end)s between valid_from and valid_to) desc,
        (valid_from <= %(period_end)s) desc,
        valid_from desc
),

place as (
    select * from place_now
    union all
    select
        dat_code,
        name,
        region,
        police_force
    from report.pinned_place
    where freeze_id = %(freeze_id)s
),

used as (
    select
        f.agency_code,
        f.carried_forward,
        s.received_at,
        s.load_pct,
        s.dq_pct
    from report.freeze_submission as f
    inner join out.submission as s on f.submission_id = s.submission_id
    where f.freeze_id = %(freeze_id)s and s.feed = 'cjit'
)

select
    coalesce(r.agency_code, u.agency_code) as agency_code,
    coalesce(r.name, u.agency_code) as name,
    r.dat_code as partnership,
    p.name as partnership_name,
    p.region,
    p.police_force,
    u.carried_forward,
    u.received_at,
    u.load_pct::float8 as load_pct,
    u.dq_pct::float8 as dq_pct
from registered as r
full join used as u on r.agency_code = u.agency_code
left join place as p on r.dat_code = p.dat_code
where r.in_force or u.agency_code is not null;
