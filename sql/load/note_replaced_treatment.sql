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
