-- Rows get the key in force, known by the four items; every version of an episode, so that the past reads as the
-- present does. Both the old and the new person are linked again.
update core.episode as e
set person_key = c.becomes
from same_changed as c
where
    e.person_key = c.was
    and c.was <> c.becomes
    and e.first_initial = c.first_initial
    and e.surname_initial = c.surname_initial
    and e.dob = c.dob
    and e.sex = c.sex;

update core.treatment as t
set person_key = c.becomes
from same_changed as c
where
    t.person_key = c.was
    and c.was <> c.becomes
    and t.first_initial = c.first_initial
    and t.surname_initial = c.surname_initial
    and t.dob = c.dob
    and t.sex = c.sex;

update core.stay as y
set person_key = c.becomes
from same_changed as c
where
    y.person_key = c.was
    and c.was <> c.becomes
    and y.first_initial = c.first_initial
    and y.surname_initial = c.surname_initial
    and y.dob = c.dob
    and y.sex = c.sex;

insert into core.touched_person (person_key, submission_id)
select
    person_key,
    'a decision' as submission_id
from (
    select was as person_key from same_changed
    union
    select becomes from same_changed
) as both_people;

delete from core.same_person
where own_key in (select c.own_key from same_changed as c);

insert into core.same_person (own_key, person_key, first_initial, surname_initial, dob, sex)
select
    own_key,
    becomes,
    first_initial,
    surname_initial,
    dob,
    sex
from same_changed
where is_wanted;

select own_key
from same_changed
where was <> becomes;
