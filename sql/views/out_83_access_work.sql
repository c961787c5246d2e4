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

-- What to put right first: counts, for whoever may see those of the agency.
create view access.fix_first with (security_barrier) as
select *
from out.fix_first
where
    current_user = 'cjit_engineer'
    or agency_code = any(array(select g.agency_code from access.agency as g));

create view access.fix_first_figure with (security_barrier) as
select *
from out.fix_first_figure
where
    current_user = 'cjit_engineer'
    or agency_code = any(array(select g.agency_code from access.agency as g));

-- Explained warnings name episodes, as findings do; how many there are is a count.
create view access.explanation with (security_barrier) as
select *
from out.explanation
where
    current_user in ('cjit_region', 'cjit_provider')
    and agency_code = any(array(select g.agency_code from access.agency as g));

create view access.explained_count with (security_barrier) as
select *
from out.explained_count
where
    current_user = 'cjit_engineer'
    or agency_code = any(array(select g.agency_code from access.agency as g));
