-- The areas that get a page: those with figures in the freeze, with the place of each partnership as the lists
-- say on the last day of the month (the last place of one that has ended by then).
with place as (
    select distinct on (dat_code)
        dat_code,
        name,
        region,
        police_force
    from ref.partnership
    order by
        dat_code asc,
        (%(period_end)s between valid_from and valid_to) desc,
        (valid_from <= %(period_end)s) desc,
        valid_from desc
)

select
    a.level,
    a.area_code,
    coalesce(p.name, case a.level when 'england' then 'England' else a.area_code end) as name,
    p.region,
    p.police_force
from (
    select distinct
        level,
        area_code
    from report.ccjr
    where freeze_id = %(freeze_id)s and level <> 'provider'
) as a
left join place as p on a.level = 'partnership' and a.area_code = p.dat_code;
