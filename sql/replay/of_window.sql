-- What the report of a month rests on: each sender's last accepted file of those that came in its window.
-- first_day and last_day both belong to it, as days in London.
select distinct on (s.feed, s.agency_code) s.submission_id
from out.submission as s
where
    s.status = 'accepted'
    and (s.received_at at time zone 'Europe/London')::date between %(first_day)s and %(last_day)s
order by s.feed, s.agency_code, s.received_at desc, s.arrival_no desc;
