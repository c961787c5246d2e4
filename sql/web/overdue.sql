-- CJIT agencies in force today without an accepted file since the month began, as `cjit status` lists them.
select
    a.agency_code,
    a.name,
    max(s.received_at) as last_accepted
from access.agency as a
left join access.submission as s on a.agency_code = s.agency_code and s.feed = 'cjit' and s.status = 'accepted'
where a.kind = 'cjit' and %(day)s between a.valid_from and a.valid_to
group by a.agency_code, a.name
having coalesce(max(s.received_at) < %(month_began)s, true)
order by a.agency_code collate "C";
