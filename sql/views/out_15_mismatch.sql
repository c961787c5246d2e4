create view out.mismatch as
select
    agency_code,
    episode_id,
    kind,
    state,
    found_in,
    decided_by,
    decided_at
from dq.mismatch;
