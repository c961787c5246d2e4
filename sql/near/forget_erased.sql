-- As forget.sql, of those of whom an erasure has taken rows since the last re-link: their own keys, told by the key in
-- force, and their four items where a decision made that another's.
create temporary table near_forgotten on commit drop as
with erased as (
    select distinct t.person_key
    from core.touched_person as t
    where t.submission_id = 'an erasure'
),

suspected as (
    select
        s.own_key,
        s.person_key,
        s.first_initial,
        s.surname_initial,
        s.dob,
        s.sex
    from core.same_person as s
    inner join erased as e on s.person_key = e.person_key
    union all
    select
        e.person_key as own_key,
        e.person_key,
        null as first_initial,
        null as surname_initial,
        null::date as dob,
        null as sex
    from erased as e
    where
        not exists (select 1 from core.same_person as s where s.own_key = e.person_key)
        and (
            exists (select 1 from core.near_miss as n where n.key_a = e.person_key)
            or exists (select 1 from core.near_miss as n where n.key_b = e.person_key)
        )
)

select p.own_key
from suspected as p
where
    not exists (
        select 1
        from (
            select
                e.first_initial,
                e.surname_initial,
                e.dob,
                e.sex
            from core.episode as e
            where e.person_key = p.person_key
            union all
            select
                t.first_initial,
                t.surname_initial,
                t.dob,
                t.sex
            from core.treatment as t
            where t.person_key = p.person_key
            union all
            select
                y.first_initial,
                y.surname_initial,
                y.dob,
                y.sex
            from core.stay as y
            where y.person_key = p.person_key
        ) as r
        where
            p.dob is null
            or (
                r.first_initial = p.first_initial
                and r.surname_initial = p.surname_initial
                and r.dob = p.dob
                and r.sex = p.sex
            )
    );

delete from core.near_miss
where
    key_a in (select f.own_key from near_forgotten as f)
    or key_b in (select f.own_key from near_forgotten as f);

delete from core.same_person
where own_key in (select f.own_key from near_forgotten as f);
