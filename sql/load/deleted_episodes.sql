-- Episodes of an agency that somebody decided to delete: where a file holds one all the same it loads as new.
select distinct episode_id
from dq.mismatch_closed
where agency_code = %(agency_code)s and state = 'deleted'
