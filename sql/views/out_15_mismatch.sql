-- Differences between what an agency sends and what it had loaded. State follows from what was appended.
create view out.mismatch as
select
    m.agency_code,
    m.episode_id,
    m.kind,
    coalesce(c.state, 'open') as state,
    m.found_in,
    c.decided_by,
    c.decided_at,
    c.why,
    c.closed_in,
    m.compared_with
from dq.mismatch as m
left join dq.mismatch_closed as c
    on
        m.agency_code = c.agency_code
        and m.episode_id = c.episode_id
        and m.kind = c.kind
        and m.found_in = c.found_in;
