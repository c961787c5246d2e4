-- Submissions whose rows are gone from the warehouse, but perhaps not yet from its files.
select
    g.submission_id,
    v.agency_code
from dq.removed as g
inner join out.submission as v on g.submission_id = v.submission_id
where g.kind = 'rows' and g.files_gone_at is null;
