-- The versions that the file replaces are no longer current. Whoever has lost an episode by it is linked again; who has
-- an episode in the file is, too (load.py).
with replaced as (
    update core.episode as e
    set current_to = greatest(%(at)s, e.current_from) -- where the clock was set back, no time ends before it begins
    from changed as c
    where e.agency_code = %(agency_code)s and e.episode_id = c.episode_id and e.current_to is null
    returning e.person_key, c.person_key as becomes
)

insert into core.touched_person (person_key, submission_id)
select distinct
    person_key,
    %(submission_id)s
from replaced
where person_key <> becomes;
