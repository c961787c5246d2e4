select
    decision,
    decided_by,
    decided_at,
    why
from access.pair_decision
where pair_id = %(pair_id)s
order by decision_no desc;
