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
    count(*) over () as total
from access.mismatch as m
left join access.agency as a on m.agency_code = a.agency_code
where
    %(state)s in ('', m.state)
    and %(kind)s in ('', m.kind)
    and %(agency)s in ('', m.agency_code)
order by m.found_at, m.agency_code collate "C", m.kind collate "C", m.episode_id collate "C"
limit %(at_most)s offset %(start)s;
