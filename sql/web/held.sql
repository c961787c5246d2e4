-- Held files, or the one of that id: those that wait first, then the last.
select
    h.submission_id,
    h.agency_code,
    a.name as agency,
    h.received_at,
    h.state,
    h.open_episodes,
    h.disappearing,
    h.decided_by,
    h.decided_at,
    h.why,
    h.superseded_by
from access.held_file as h
left join access.agency as a on h.agency_code = a.agency_code
where %(submission_id)s in ('', h.submission_id)
order by h.state <> 'waiting', h.received_at desc, h.submission_id;
