-- Of whom an erasure has taken rows since the last re-link: the keys in force, and the four items of their own keys
-- where a decision made these another's (forget.sql).
create temporary table gone_person on commit drop as
select
    e.person_key,
    s.first_initial,
    s.surname_initial,
    s.dob,
    s.sex
from (
    select distinct t.person_key
    from core.touched_person as t
    where t.submission_id = 'an erasure'
) as e
left join core.same_person as s on e.person_key = s.person_key;
