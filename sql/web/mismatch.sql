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
    m.compared_with
from access.mismatch as m
left join access.agency as a on m.agency_code = a.agency_code
where m.mismatch_id = %(mismatch_id)s;
