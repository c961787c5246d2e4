-- Columns are those of the views of out, and what they mean is said there. -- noqa: disable=AM04,LT09
-- Near misses between people who live in the region, for its team: what differs in words, and no key.
create view access.near_miss with (security_barrier) as
select
    n.pair_id,
    n.dat_code,
    p.name as partnership,
    n.seen_a,
    n.seen_b,
    n.weight,
    n.probability,
    n.reason,
    n.state,
    n.found,
    n.decided_by,
    n.decided_at,
    n.why
from out.near_miss as n
inner join access.place as p on n.dat_code = p.dat_code
where current_user = 'cjit_region' and lower(p.region) = any(access.scope_names());

-- What is recorded of the two: EPISODID of the region's own agencies alone.
create view access.near_miss_record with (security_barrier) as
select
    r.pair_id,
    r.side,
    r.source,
    r.agency_code,
    g.name as agency,
    case when g.agency_code is not null then r.episode_id end as episode_id,
    r.substance_group,
    r.referred_on,
    r.assessed_on,
    r.started_on,
    r.ended_on,
    r.end_reason
from out.near_miss_record as r
inner join access.place as p on r.dat_code = p.dat_code
left join access.agency as g on r.agency_code = g.agency_code
where current_user = 'cjit_region' and lower(p.region) = any(access.scope_names());

create view access.pair_decision with (security_barrier) as
select d.*
from out.pair_decision as d
inner join access.near_miss as n on d.pair_id = n.pair_id;
