-- How far the count of an area's people can be trusted (linkage.md "Keys"): keys that probably hold two people, people
-- who probably have two keys, and the range between. Everything that is current, duplicates aside.
create view out.linkage_quality as
with episode as materialized (
    select
        e.agency_code,
        e.episode_id,
        e.person_key,
        e.dat_code,
        e.first_initial,
        e.surname_initial,
        e.dob,
        e.sex,
        e.client_id,
        e.assessed_on,
        e.caseload_on,
        e.closed_on,
        e.closure_reason,
        nullif(nullif(nullif(k.grouping, 'Not stated'), 'Mixed'), 'Other ethnic group') as ethnic_group,
        p.region,
        p.police_force
    from core.episode as e
    left join core.episode_link as l
        on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
    left join ref.code as k on k.list = 'ethnicity' and e.ethnicity = k.code
    left join lateral (
        select
            d.region,
            d.police_force
        from ref.partnership as d
        where d.dat_code = e.dat_code
        order by d.valid_from desc
        limit 1
    ) as p on true
    where e.current_to is null and l.duplicate_of is null and e.dat_code is not null
),

area as (
    select distinct
        dat_code,
        region,
        police_force
    from episode
),

place as (
    select distinct
        d.dat_code,
        lies_in.level,
        lies_in.area_code
    from area as d
    cross join
        lateral (
            values
            ('england', 'england'),
            ('region', d.region),
            ('force', d.police_force),
            ('partnership', case when d.region is not null then d.dat_code end)
        ) as lies_in (level, area_code)
    where lies_in.area_code is not null
),

person as (
    select distinct
        e.person_key,
        a.level,
        a.area_code
    from episode as e
    inner join place as a on e.dat_code = a.dat_code
),

counted as (
    select
        level,
        area_code,
        count(*) as clients
    from person
    group by level, area_code
),

-- Two rows under one key, and what of them one person can hardly have. Only rows of the same four items: what people
-- decided to be one person is not doubted here.
two_rows as (
    select
        a.person_key,
        a.dat_code as dat_a,
        b.dat_code as dat_b,
        -- One agency had them as two clients on the same days, and has closed both.
        coalesce(
            a.agency_code = b.agency_code
            and a.client_id <> b.client_id
            and a.assessed_on < b.closed_on
            and b.assessed_on < a.closed_on,
            false
        ) as two_clients,
        -- Ethnicity is what people say of themselves: groups as far apart as White and Asian are two people's words.
        -- Mixed, other and not stated contradict nothing.
        coalesce(a.ethnic_group <> b.ethnic_group, false) as ethnicity,
        -- Closed as died, and assessed later.
        coalesce(
            (a.closure_reason = '211' and b.assessed_on > a.closed_on)
            or (b.closure_reason = '211' and a.assessed_on > b.closed_on),
            false
        ) as died,
        -- On caseloads of two regions for four weeks at once, both closed since: nobody forgot to close one.
        coalesce(
            a.region <> b.region
            and least(a.closed_on, b.closed_on) - greatest(a.caseload_on, b.caseload_on) >= 28
            and a.closed_on is not null
            and b.closed_on is not null
            and a.caseload_on is not null
            and b.caseload_on is not null,
            false
        ) as far_apart
    from episode as a
    inner join episode as b
        on
            a.person_key = b.person_key
            and a.first_initial = b.first_initial
            and a.surname_initial = b.surname_initial
            and a.dob = b.dob
            and a.sex = b.sex
            and (a.agency_code, a.episode_id) < (b.agency_code, b.episode_id)
),

-- Found before areas are looked at: these are few, and the planner, which cannot know that, would have put every row
-- into each pair of its areas first.
contradiction as materialized (
    select *
    from two_rows
    where two_clients or ethnicity or died or far_apart
),

doubled as (
    select
        a.level,
        a.area_code,
        count(distinct c.person_key) as keys_of_two,
        count(distinct c.person_key) filter (where c.two_clients) as two_clients,
        count(distinct c.person_key) filter (where c.ethnicity) as ethnicity,
        count(distinct c.person_key) filter (where c.died) as died,
        count(distinct c.person_key) filter (where c.far_apart) as far_apart
    from contradiction as c
    inner join place as a on c.dat_a = a.dat_code
    inner join place as b on c.dat_b = b.dat_code and a.level = b.level and a.area_code = b.area_code
    group by a.level, a.area_code
),

-- A pair may be one in two areas, and count once where both lie.
open_pair as (
    select
        a.level,
        a.area_code,
        n.key_a,
        n.key_b,
        max(n.probability) as probability
    from core.near_miss as n
    inner join place as a on n.dat_code = a.dat_code
    left join core.same_person as s on n.key_a = s.own_key
    left join core.same_person as t on n.key_b = t.own_key
    where
        n.found
        and n.seen_a <> 'treatment'
        and n.seen_b <> 'treatment'
        and coalesce(s.person_key, n.key_a) <> coalesce(t.person_key, n.key_b)
        -- Nor does it follow from what was decided about other pairs.
        and (
            encode(least(coalesce(s.person_key, n.key_a), coalesce(t.person_key, n.key_b)), 'hex'),
            encode(greatest(coalesce(s.person_key, n.key_a), coalesce(t.person_key, n.key_b)), 'hex')
        ) not in (
            select
                d.person_key_a,
                d.person_key_b
            from out.different_people as d
        )
    group by a.level, a.area_code, n.key_a, n.key_b
),

split as (
    select
        level,
        area_code,
        count(*) as open_pairs,
        count(*) filter (where probability >= 0.5) as people_split
    from open_pair
    group by level, area_code
),

-- People of the same initials, sex and year of birth share a birthday with one in 365.25 of each other.
cell as (
    select
        a.level,
        a.area_code,
        count(distinct e.person_key) as people
    from episode as e
    inner join place as a on e.dat_code = a.dat_code
    group by
        a.level, a.area_code, e.first_initial, e.surname_initial, e.sex, extract(year from e.dob)
),

chance as (
    select
        level,
        area_code,
        round(sum(people * (people - 1)) / 2 / 365.25, 2) as expected_by_chance
    from cell
    group by level, area_code
)

select
    c.level,
    c.area_code,
    c.clients,
    greatest(c.clients - coalesce(s.people_split, 0), 0) as clients_low,
    c.clients + coalesce(d.keys_of_two, 0) as clients_high,
    coalesce(d.keys_of_two, 0) as keys_of_two,
    coalesce(d.two_clients, 0) as two_clients_at_once,
    coalesce(d.ethnicity, 0) as other_ethnic_group,
    coalesce(d.died, 0) as seen_after_death,
    coalesce(d.far_apart, 0) as two_caseloads_apart,
    coalesce(s.people_split, 0) as people_split,
    coalesce(s.open_pairs, 0) as open_pairs,
    h.expected_by_chance
from counted as c
left join doubled as d on c.level = d.level and c.area_code = d.area_code
left join split as s on c.level = s.level and c.area_code = s.area_code
left join chance as h on c.level = h.level and c.area_code = h.area_code;
