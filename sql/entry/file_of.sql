-- The last file made of what was entered, and the last one that was accepted of the agency.
select
    f.sent_at,
    f.changed_at,
    f.sent_sha256 = s.sha256 as is_last_accepted
from access.entered_file as f
left join lateral (
    select l.sha256
    from access.submission as l
    where l.agency_code = f.agency_code and l.status = 'accepted' and l.feed = 'cjit'
    order by l.received_at desc, l.arrival_no desc
    limit 1
) as s on true
where f.agency_code = %(agency_code)s;
