-- The areas that get a page: those with figures in the freeze, with the place of each partnership as the lists
-- say on the last day of the month (the last place of one that has ended by then). An agency lies in the
-- partnership of its registration, as in page_agencies.sql.
-- A freeze that was made before names were pinned has them from the lists and the register of now.
with unpinned as (
    select 1 as one
    from report."freeze"
    where freeze_id = %(freeze_id)s and matches_sha256 is null
),

place_now as (
    select distinct on (dat_code)
        dat_code,
        name,
        region,
        police_force,
        %(period_end)s between valid_from and valid_to as in_force
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
        police_force,
        in_force
    from report.pinned_place
    where freeze_id = %(freeze_id)s
),

registered_now as (
    select distinct on (agency_code)
        agency_code,
        name,
        dat_code
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
        dat_code
    from report.pinned_agency
    where freeze_id = %(freeze_id)s
)

select
    a.level,
    a.area_code,
    coalesce(g.name, p.name, case a.level when 'england' then 'England' else a.area_code end) as name,
    p.region,
    p.police_force,
    g.dat_code as partnership,
    a.level = 'partnership' and not coalesce(p.in_force, true) as not_in_force
from (
    select distinct
        level,
        area_code
    from report.ccjr
    where freeze_id = %(freeze_id)s
) as a
left join registered as g on a.level = 'provider' and a.area_code = g.agency_code
left join place as p
    on
        (a.level = 'partnership' and a.area_code = p.dat_code)
        or (a.level = 'provider' and g.dat_code = p.dat_code);
