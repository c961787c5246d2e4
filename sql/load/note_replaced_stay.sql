-- The people of whom the file says something else than the one before, in what matching reads: they are matched
-- again.
with loaded as (
    select
        stay_id,
        person_key,
        exit_on,
        exit_reason,
        exit_dat
    from core.stay
    where prison_code = %(agency_code)s
),

changed as (
    (
        select * from replaced_stay
        except
        select * from loaded
    )
    union all
    (
        select * from loaded
        except
        select * from replaced_stay
    )
)

insert into core.person_to_match (person_key)
select distinct person_key
from changed;
