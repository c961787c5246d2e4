-- Drop folders with bytes, or senders with rows, that have outlived their time.
select distinct s.folder as unit
from dq.submission as s
left join dq.removed as r on s.submission_id = r.submission_id and r.kind = 'raw'
where
    %(kind)s = 'raw'
    and r.submission_id is null
    and (s.received_at at time zone 'Europe/London')::date < %(before)s
union distinct
select v.agency_code
from dq.verdict as v
inner join dq.submission as s on v.submission_id = s.submission_id
left join dq.removed as r on s.submission_id = r.submission_id and r.kind = 'rows'
where
    %(kind)s = 'rows'
    and r.submission_id is null
    and (s.received_at at time zone 'Europe/London')::date < %(before)s
union distinct
-- Versions that were needed when their submissions went.
select e.agency_code
from core.episode as e
where
    %(kind)s = 'rows'
    and e.current_to is not null
    and (e.current_to at time zone 'Europe/London')::date < %(before)s
union distinct
-- What was entered and not touched for as long.
select c.agency_code
from entry.client as c
where %(kind)s = 'rows' and (c.changed_at at time zone 'Europe/London')::date < %(before)s
order by unit;
