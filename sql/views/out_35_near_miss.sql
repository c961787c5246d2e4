-- Two people who were decided to be different are so under every pair of their keys.
create view out.different_people as
select distinct
    encode(least(coalesce(a.person_key, n.key_a), coalesce(b.person_key, n.key_b)), 'hex') as person_key_a,
    encode(greatest(coalesce(a.person_key, n.key_a), coalesce(b.person_key, n.key_b)), 'hex') as person_key_b
from core.near_miss as n
inner join dq.pair_decision as d on n.decision_no = d.decision_no
left join core.same_person as a on n.key_a = a.own_key
left join core.same_person as b on n.key_b = b.own_key
where d.decision = 'different';

-- People of an area who may be one, for review: what was found, and what was decided. Keys are own keys (those of the
-- four items); what the two are recorded under beside them lets a reviewer look them up at the agencies.
create view out.near_miss as
with pair as (
    select
        n.*,
        coalesce(a.person_key, n.key_a) as person_a,
        coalesce(b.person_key, n.key_b) as person_b,
        d.decision,
        d.decided_by,
        d.decided_at,
        d.why
    from core.near_miss as n
    left join core.same_person as a on n.key_a = a.own_key
    left join core.same_person as b on n.key_b = b.own_key
    left join dq.pair_decision as d on n.decision_no = d.decision_no
)

select
    p.pair_id,
    p.dat_code,
    encode(p.key_a, 'hex') as person_key_a,
    encode(p.key_b, 'hex') as person_key_b,
    p.seen_a,
    p.seen_b,
    ea.episodes as episodes_a,
    eb.episodes as episodes_b,
    ta.episodes as treatments_a,
    tb.episodes as treatments_b,
    p.weight,
    p.probability,
    p.reason,
    case
        when p.decision is not null then p.decision
        when p.person_a = p.person_b then 'same'
        when x.person_key_a is not null then 'different'
        else 'open'
    end as state,
    p.found,
    p.decided_by,
    p.decided_at,
    p.why
from pair as p
left join out.different_people as x
    on
        encode(least(p.person_a, p.person_b), 'hex') = x.person_key_a
        and encode(greatest(p.person_a, p.person_b), 'hex') = x.person_key_b
left join lateral (
    select
        array_agg(
            e.agency_code || '/' || e.episode_id
            order by e.agency_code collate "C", e.episode_id collate "C"
        ) as episodes
    from core.episode as e
    left join core.same_person as s
        on
            e.first_initial = s.first_initial
            and e.surname_initial = s.surname_initial
            and e.dob = s.dob
            and e.sex = s.sex
    where
        e.current_to is null
        and e.person_key = p.person_a
        and e.dat_code = p.dat_code
        and coalesce(s.own_key, e.person_key) = p.key_a
) as ea on true
left join lateral (
    select
        array_agg(
            e.agency_code || '/' || e.episode_id
            order by e.agency_code collate "C", e.episode_id collate "C"
        ) as episodes
    from core.episode as e
    left join core.same_person as s
        on
            e.first_initial = s.first_initial
            and e.surname_initial = s.surname_initial
            and e.dob = s.dob
            and e.sex = s.sex
    where
        e.current_to is null
        and e.person_key = p.person_b
        and e.dat_code = p.dat_code
        and coalesce(s.own_key, e.person_key) = p.key_b
) as eb on true
left join lateral (
    select
        array_agg(
            t.agency_code || '/' || t.episode_id
            order by t.agency_code collate "C", t.episode_id collate "C"
        ) as episodes
    from core.treatment as t
    left join core.same_person as s
        on
            t.first_initial = s.first_initial
            and t.surname_initial = s.surname_initial
            and t.dob = s.dob
            and t.sex = s.sex
    where
        t.person_key = p.person_a
        and t.dat_code = p.dat_code
        and coalesce(s.own_key, t.person_key) = p.key_a
) as ta on true
left join lateral (
    select
        array_agg(
            t.agency_code || '/' || t.episode_id
            order by t.agency_code collate "C", t.episode_id collate "C"
        ) as episodes
    from core.treatment as t
    left join core.same_person as s
        on
            t.first_initial = s.first_initial
            and t.surname_initial = s.surname_initial
            and t.dob = s.dob
            and t.sex = s.sex
    where
        t.person_key = p.person_b
        and t.dat_code = p.dat_code
        and coalesce(s.own_key, t.person_key) = p.key_b
) as tb on true;

-- What is recorded of the two of a pair, to be looked at side by side: facts, and nothing that names a client.
create view out.near_miss_record as
select
    n.pair_id,
    n.dat_code,
    s.side,
    'cjit' as source,
    e.agency_code,
    e.episode_id,
    e.substance_group,
    null::date as referred_on,
    e.assessed_on,
    e.caseload_on as started_on,
    e.closed_on as ended_on,
    c.label as end_reason
from out.near_miss as n
cross join lateral (values ('a', n.episodes_a), ('b', n.episodes_b)) as s (side, places)
cross join lateral unnest(s.places) as p (place)
inner join core.episode as e
    on
        e.agency_code = split_part(p.place, '/', 1)
        and e.episode_id = substr(p.place, length(e.agency_code) + 2)
        and e.current_to is null
left join ref.code as c on c.list in ('closure_prior', 'closure_from') and e.closure_reason = c.code
union all
select
    n.pair_id,
    n.dat_code,
    s.side,
    'treatment' as source,
    t.agency_code,
    t.episode_id,
    null as substance_group,
    t.referred_on,
    t.triaged_on as assessed_on,
    t.started_on,
    t.discharged_on as ended_on,
    null as end_reason
from out.near_miss as n
cross join lateral (values ('a', n.treatments_a), ('b', n.treatments_b)) as s (side, places)
cross join lateral unnest(s.places) as p (place)
inner join core.treatment as t
    on
        t.agency_code = split_part(p.place, '/', 1)
        and t.episode_id = substr(p.place, length(t.agency_code) + 2);

-- Everything that was decided about pairs, those of the past included.
create view out.pair_decision as
select
    pair_id,
    decision,
    decided_by,
    decided_at,
    why,
    decision_no
from dq.pair_decision;
