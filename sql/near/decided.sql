-- The pairs about which somebody decided, each with the decision in force.
select
    n.pair_id,
    encode(n.key_a, 'hex') as key_a,
    encode(n.key_b, 'hex') as key_b,
    d.decision,
    d.decided_by,
    d.decided_at
from core.near_miss as n
inner join dq.pair_decision as d on n.decision_no = d.decision_no
order by n.pair_id;
