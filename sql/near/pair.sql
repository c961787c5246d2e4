-- A pair, and whether both of its own keys are recorded somewhere: in rows, or as what a decision joined.
select
    encode(n.key_a, 'hex') as key_a,
    encode(n.key_b, 'hex') as key_b,
    not exists (
        select 1
        from (values (n.key_a), (n.key_b)) as side (own_key)
        where not (
            exists (select 1 from core.same_person as s where s.own_key = side.own_key)
            or exists (select 1 from core.episode as e where e.person_key = side.own_key)
            or exists (select 1 from core.treatment as t where t.person_key = side.own_key)
            or exists (select 1 from core.stay as y where y.person_key = side.own_key)
        )
    ) as both_recorded
from core.near_miss as n
where n.pair_id = %(pair_id)s;
