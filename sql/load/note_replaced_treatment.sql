-- The people of whom the file says something else than the one before, in what matching reads: they are matched
-- again.
with loaded as (
    select
        episode_id,
        person_key,
        dat_code,
        coalesce(started_on, triaged_on) as started_on,
        discharged_on
    from core.treatment
    where agency_code = %(agency_code)s
),

changed as (
    (
        select * from replaced_treatment
        except
        select * from loaded
    )
    union all
    (
        select * from loaded
        except
        select * from replaced_treatment
    )
)

insert into core.person_to_match (person_key)
select distinct person_key
from changed;

-- Near misses are searched again where its people live or lived.
insert into core.dat_to_search (dat_code)
select dat_code
from core.treatment
where agency_code = %(agency_code)s and dat_code is not null
union
select dat_code
from replaced_treatment
where dat_code is not null;
