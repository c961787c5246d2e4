-- Submissions with a verdict, and the partnership that commissions each one's agency (on the day of receipt; the
-- latest that the register knows where it is silent about that day).
select
    s.submission_id,
    d.folder,
    d.feed,
    d.sha256,
    d.size_bytes,
    d.received_at,
    d.problem,
    s.agency_code,
    a.dat_code,
    s.fatal_rule
from out.submission as s
inner join dq.submission as d on s.submission_id = d.submission_id
left join lateral (
    select g.dat_code from ref.agency as g
    where g.agency_code = s.agency_code
    order by
        (s.received_at at time zone 'Europe/London')::date between g.valid_from and g.valid_to desc,
        g.valid_from desc
    limit 1
) as a on true
where s.submission_id = any(%(submission_ids)s)
order by d.feed, d.folder, d.received_at, d.arrival_no;
