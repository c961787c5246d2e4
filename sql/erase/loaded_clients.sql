-- Of some clients those of whom anything is loaded, whatever its version: the others have nothing to be erased.
-- Current and past versions are asked for apart: each has an index that begins with the agency, all together none.
select client_id
from core.episode
where agency_code = %(agency_code)s and current_to is null and client_id = any(%(client_ids)s)
union
select client_id
from core.episode
where agency_code = %(agency_code)s and current_to is not null and client_id = any(%(client_ids)s);
