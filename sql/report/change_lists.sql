-- What the lists say otherwise than then, and which days have become old enough to be told of since.
create temporary table report_other_place on commit drop as
with place as (
    select
        s.side,
        p.dat_code,
        concat_ws('/', p.region, p.police_force) as lies_in
    from report.pinned_place as p
    inner join report_side as s on p.freeze_id = s.freeze_id
)

select dat_code
from place
group by dat_code
having count(*) < 2 or min(lies_in) <> max(lies_in);

create temporary table report_other_code on commit drop as
with grouped as (
    select
        s.side,
        c.list,
        c.code,
        coalesce(c.grouping, '') as grouping
    from report.pinned_code as c
    inner join report_side as s on c.freeze_id = s.freeze_id
)

select
    list,
    code
from grouped
group by list, code
having count(*) < 2 or min(grouping) <> max(grouping);

-- Between the days of the two freezes; where their clocks were turned back, the same days are too young again.
create temporary table report_ripe on commit drop as
select
    least(then_one.day, now_one.day) - ripe.days + 1 as first_day,
    greatest(then_one.day, now_one.day) - ripe.days as last_day
from report_side as then_one
inner join report_side as now_one on now_one.side = 'now' and then_one.day <> now_one.day
cross join (values (21), (42), (84), (182)) as ripe (days)
where then_one.side = 'then';

-- People of whom somebody has decided since the earlier freeze that two are one, or are not.
create temporary table report_decided on commit drop as
select distinct coalesce(s.person_key, side.own_key) as person_key
from report_side as r
inner join report."freeze" as f on r.freeze_id = f.freeze_id
inner join dq.pair_decision as d on f.pair_decisions < d.decision_no
inner join core.near_miss as n on d.pair_id = n.pair_id
cross join lateral (values (n.key_a), (n.key_b)) as side (own_key)
left join core.same_person as s on side.own_key = s.own_key
where r.side = 'then';

-- What counts otherwise, and why: the causes of report.md, "When".
create temporary table report_cause (
    source text not null,
    code text not null,
    id text not null,
    cause text not null
) on commit drop;
