-- CJIT agencies in force without an accepted file since the window opened, with an address, not reminded yet.
select
    r.agency_code,
    r.email
from ref.agency as r
where
    r.kind = 'cjit'
    and r.email is not null
    and %(day)s between r.valid_from and r.valid_to
    and not exists (
        select 1 from out.submission as s
        where
            s.agency_code = r.agency_code
            and s.feed = 'cjit'
            and s.status = 'accepted'
            and (s.received_at at time zone 'Europe/London')::date between %(opens)s and %(day)s
    )
    and not exists (
        select 1 from report.notice as n
        where n.kind = 'not submitted' and n.about = %(period)s and n.agency_code = r.agency_code
    )
order by r.agency_code;
