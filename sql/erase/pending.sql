-- One submission whose Parquet still holds rows of somebody who withdrew consent.
select
    p.submission_id,
    s.agency_code,
    p.row_nos
from dq.pending_erasure as p
inner join out.submission as s on p.submission_id = s.submission_id
order by p.submission_id
limit 1;
