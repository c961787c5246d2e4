-- The CJIT files of the person's agencies that a freeze was made from, those carried forward first: what a window and
-- being carried forward are about.
select
    f.agency_code,
    a.name,
    f.submission_id,
    f.carried_forward,
    s.received_at
from access.freeze_submission as f
inner join access.submission as s on f.submission_id = s.submission_id
left join access.agency as a on f.agency_code = a.agency_code
where f.freeze_id = %(freeze_id)s and f.feed = 'cjit'
order by not f.carried_forward, f.agency_code collate "C";
