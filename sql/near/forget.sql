-- People of whom nothing is recorded any more, in any version and in any dataset, leave what near misses know, and
-- what was decided about them is in force no longer. `gone_person` has the keys in force of rows that were removed, and
-- their four items: none where the key in force is their own, since no other's rows have it then.
--
-- One transaction after the other: two that remove rows of the same person side by side would each still see the rows
-- of the other, and both would leave what is known.
select pg_advisory_xact_lock(hashtextextended('forgetting', 0));

create temporary table near_forgotten on commit drop as
with suspected as (
    select distinct
        coalesce(s.own_key, g.person_key) as own_key,
        g.person_key,
        g.first_initial,
        g.surname_initial,
        g.dob,
        g.sex
    from gone_person as g
    left join core.same_person as s
        on
            g.first_initial = s.first_initial
            and g.surname_initial = s.surname_initial
            and g.dob = s.dob
            and g.sex = s.sex
)

select p.own_key
from suspected as p
where
    (
        exists (select 1 from core.same_person as s where s.own_key = p.own_key)
        or exists (select 1 from core.near_miss as n where n.key_a = p.own_key)
        or exists (select 1 from core.near_miss as n where n.key_b = p.own_key)
    )
    and not exists (
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
