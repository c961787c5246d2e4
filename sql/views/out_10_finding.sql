-- Every failing row, in the words of the rules that judged its submission.
create view out.finding as
select
    f.submission_id,
    s.agency_code,
    f.row_no,
    f.client_ref,
    f.episode_id,
    f.rule,
    r.severity,
    f.item,
    f.value,
    coalesce(f.message, r.message) as message
from dq.finding as f
inner join out.submission as s on f.submission_id = s.submission_id
inner join dq.rule as r
    on
        s.rules_version = r.rules_version
        and s.feed = r.feed
        and f.rule = r.rule
        and f.clause = r.clause
        and (f.clause = 0 or f.item = r.item); -- clause 0: a rule about the file as a whole
