-- Each agency's last accepted content of a feed (last_accepted.sql).
select distinct on (v.agency_code)
    v.agency_code,
    v.content_sha256,
    v.submission_id
from dq.verdict as v
inner join dq.submission as s on v.submission_id = s.submission_id
where v.verdict = 'accepted' and s.feed = %(feed)s
order by v.agency_code, v.decided_at desc, s.received_at desc, s.arrival_no desc;
