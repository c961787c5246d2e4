-- The agency's last accepted file of that feed: the one that a new file replaces, and is compared with (F09, N03). The
-- last by when it was accepted, since what is current is what came of that one: a night's own clock may be set back.
select
    s.submission_id,
    s.file_name,
    s.received_at,
    v.content_sha256,
    v.row_set_hash
from dq.verdict as v
inner join dq.submission as s on v.submission_id = s.submission_id
where v.agency_code = %(agency_code)s and v.verdict = 'accepted' and s.feed = %(feed)s
order by v.decided_at desc, s.received_at desc, s.arrival_no desc
limit 1;
