-- Of some clients those of whom anything is loaded, whatever its version: the others have nothing to be erased.
-- Current and past versions are asked for apart: each has an index that begins with the agency, all together none.
-- aside: the file before loaded nothing of them, so what is current of them is absent or held back (a plan has but one
-- of the two, as in load/current_hashes.sql).
select client_id
from core.episode
where
    agency_code = %(agency_code)s
    and current_to is null
    and client_id = any(%(client_ids)s)
    and (
        not %(aside)s
        or episode_id = any(
            array(
                select b.episode_id from core.held_back as b
                where b.agency_code = %(agency_code)s
                union
                select a.episode_id from core.absent as a
                where a.agency_code = %(agency_code)s
            )
        )
    )
union
select client_id
from core.episode
where agency_code = %(agency_code)s and current_to is not null and client_id = any(%(client_ids)s);
