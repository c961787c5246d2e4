-- The agency's files that had rows, and so perhaps some of the client's.
select submission_id
from out.submission
where
    agency_code = %(agency_code)s
    and feed = 'cjit'
    and status in ('accepted', 'held')
    and submission_id <> %(submission_id)s
order by submission_id;
