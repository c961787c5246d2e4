select
    pair_id,
    dat_code,
    partnership,
    seen_a,
    seen_b,
    probability::float8 as probability,
    reason,
    state,
    decided_by,
    decided_at,
    why
from access.near_miss
where pair_id = %(pair_id)s;
