-- Who may see what (access.md), enforced here. A page asks as the role of who is signed in (set local role) and says
-- in two settings of the transaction who that is and whose things they may see:
--   cjit.who    the name, for the database's own log
--   cjit.scope  codes or names with U+001F between: regions, agencies, partnerships or force areas, as the role has it
-- A role sees the views of this schema and nothing else; without a scope they are empty.

create or replace function access.scope() returns text[] language sql stable as
$$ select string_to_array(nullif(current_setting('cjit.scope', true), ''), chr(31)) $$;

-- The same for regions and force areas, whose names people write in capitals as they please; codes are exact.
create or replace function access.scope_names() returns text[] language sql stable as
$$ select lower(access.scope()::text)::text[] $$;

-- Places as they are called now. For the views below; granted to nobody.
create view access.place as
select distinct on (dat_code)
    dat_code,
    name,
    region,
    police_force
from ref.partnership
order by dat_code asc, valid_from desc;

-- The agencies that somebody may see, by what the register said last.
create view access.agency with (security_barrier) as
select
    a.agency_code,
    a.name,
    a.kind,
    a.dat_code,
    p.name as partnership,
    p.region,
    p.police_force,
    a.valid_from,
    a.valid_to
from (
    select distinct on (agency_code) *
    from ref.agency
    order by agency_code asc, valid_from desc
) as a
left join access.place as p on a.dat_code = p.dat_code
where
    case current_user
        when 'cjit_engineer' then true
        when 'cjit_region' then lower(p.region) = any(access.scope_names())
        when 'cjit_provider' then a.agency_code = any(access.scope())
        when 'cjit_commissioner' then a.dat_code = any(access.scope())
        else false
    end;

-- The areas whose figures somebody may see, and whether their page too: it names the providers of a partnership,
-- which a provider may not see of the others.
create view access.area with (security_barrier) as
select
    level,
    area_code,
    name,
    current_user <> 'cjit_provider' as page,
    region
from (
    select
        'england' as level,
        'england' as area_code,
        'England' as name,
        null as region,
        current_user = 'cjit_engineer' as own
    union all
    select distinct
        'region' as level,
        region as area_code,
        region as name,
        region,
        current_user = 'cjit_engineer'
        or (current_user = 'cjit_region' and lower(region) = any(access.scope_names())) as own
    from access.place
    where region is not null
    union all
    select
        'force' as level,
        police_force as area_code,
        police_force as name,
        null as region,
        current_user = 'cjit_engineer'
        or (current_user = 'cjit_pcc' and lower(police_force) = any(access.scope_names()))
        or (
            current_user = 'cjit_region'
            and bool_and(coalesce(lower(region) = any(access.scope_names()), false))
        ) as own
    from access.place
    where police_force is not null
    group by police_force
    union all
    select
        'partnership' as level,
        dat_code as area_code,
        name,
        region,
        case current_user
            when 'cjit_engineer' then true
            when 'cjit_region' then lower(region) = any(access.scope_names())
            when 'cjit_commissioner' then dat_code = any(access.scope())
            when 'cjit_provider' then dat_code in (select g.dat_code from access.agency as g)
            else false
        end as own
    from access.place
    union all
    select
        'provider' as level,
        agency_code as area_code,
        name,
        null as region,
        kind = 'cjit' as own
    from access.agency
) as every
where own;
