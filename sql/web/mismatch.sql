select
    m.mismatch_id,
    m.agency_code,
    a.name as agency,
    m.episode_id,
    m.kind,
    m.state,
    m.found_in,
    m.found_at,
    m.decided_by,
    m.decided_at,
    m.why,
    m.closed_in,
    m.compared_with,
    c.new_episode_id,
    c.assessed_before,
    c.assessed_then,
    c.closed_before
from access.mismatch as m
left join access.agency as a on m.agency_code = a.agency_code
left join access.mismatch_change as c
    on m.agency_code = c.agency_code and m.episode_id = c.episode_id and m.kind = c.kind and m.found_in = c.found_in
where m.mismatch_id = %(mismatch_id)s;
