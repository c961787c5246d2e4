-- What of a unit has outlived its time, but for what is needed.
create temporary table retention_old on commit drop as
select distinct
    s.submission_id,
    s.sha256,
    s.size_bytes
from dq.submission as s
left join dq.verdict as v on s.submission_id = v.submission_id
left join dq.removed as r on s.submission_id = r.submission_id and r.kind = %(kind)s
where
    r.submission_id is null
    and (s.received_at at time zone 'Europe/London')::date < %(before)s
    and case when %(kind)s = 'raw' then s.folder else v.agency_code end = %(unit)s;

create temporary table retention_expired on commit drop as
select
    submission_id,
    sha256,
    size_bytes
from retention_old
where submission_id not in (select n.submission_id from retention_needed as n);

analyze retention_expired;
