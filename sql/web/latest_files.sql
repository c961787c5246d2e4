-- The last file of each agency that the person may see.
select distinct on (agency_code, feed)
    submission_id,
    agency_code,
    status
from access.submission
order by agency_code asc, feed asc, received_at desc, submission_id desc;
