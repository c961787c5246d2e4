-- CJIT agencies in force on a day without an accepted file since the first of its month, and their last one.
-- Only files of CJIT episodes count: a code may be that of a treatment provider, too.
select
    a.agency_code,
    a.name,
    (
        select max(s.received_at) from out.submission as s
        where s.agency_code = a.agency_code and s.feed = 'cjit' and s.status = 'accepted'
    ) as last_accepted
from ref.agency as a
where
    a.kind = 'cjit'
    and %(day)s between a.valid_from and a.valid_to
    and not exists (
        select 1 from out.submission as s
        where
            s.agency_code = a.agency_code
            and s.feed = 'cjit'
            and s.status = 'accepted'
            and s.received_at >= date_trunc('month', %(day)s::timestamp) at time zone 'Europe/London'
    )
order by a.agency_code;
