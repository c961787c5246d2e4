-- The own keys whose key in force differs from what the decisions say now, and their four items. One that is new
-- among the decided ones is still the key in force of its own rows.
set local client_min_messages = warning;

drop table if exists pg_temp.same_changed;

create temporary table same_changed on commit drop as
with compared as (
    select
        coalesce(decode(w.own_key, 'hex'), s.own_key) as own_key,
        coalesce(s.person_key, decode(w.own_key, 'hex')) as was,
        coalesce(decode(w.person_key, 'hex'), s.own_key) as becomes,
        w.own_key is not null as is_wanted,
        s.own_key is not null as is_known,
        s.first_initial,
        s.surname_initial,
        s.dob,
        s.sex
    from same_wanted as w
    full join core.same_person as s on decode(w.own_key, 'hex') = s.own_key
),

different as (
    select *
    from compared
    where was <> becomes or is_wanted <> is_known
),

recorded as (
    select
        d.own_key,
        e.first_initial,
        e.surname_initial,
        e.dob,
        e.sex
    from different as d
    inner join core.episode as e on d.own_key = e.person_key
    where not d.is_known
    union
    select
        d.own_key,
        t.first_initial,
        t.surname_initial,
        t.dob,
        t.sex
    from different as d
    inner join core.treatment as t on d.own_key = t.person_key
    where not d.is_known
    union
    select
        d.own_key,
        y.first_initial,
        y.surname_initial,
        y.dob,
        y.sex
    from different as d
    inner join core.stay as y on d.own_key = y.person_key
    where not d.is_known
)

select
    d.own_key,
    d.was,
    d.becomes,
    d.is_wanted,
    coalesce(d.first_initial, r.first_initial) as first_initial,
    coalesce(d.surname_initial, r.surname_initial) as surname_initial,
    coalesce(d.dob, r.dob) as dob,
    coalesce(d.sex, r.sex) as sex
from different as d
left join recorded as r on d.own_key = r.own_key;
