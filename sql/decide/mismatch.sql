-- The open mismatch of that kind, else the latest.
select
    m.found_in,
    m.state,
    m.decided_by,
    m.decided_at
from out.mismatch as m
inner join dq.submission as s on m.found_in = s.submission_id
where
    m.agency_code = %(agency_code)s
    and m.episode_id = %(episode_id)s
    and m.kind = %(kind)s
order by m.state = 'open' desc, s.received_at desc, s.arrival_no desc
limit 1;
