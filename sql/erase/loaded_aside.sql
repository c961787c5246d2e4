-- As loaded_clients.sql, where the file before loaded nothing of these clients: what is current of them is absent or
-- held back.
select client_id
from core.episode
where
    agency_code = %(agency_code)s
    and current_to is null
    and episode_id = any(
        array(
            select b.episode_id from core.held_back as b
            where b.agency_code = %(agency_code)s
            union
            select a.episode_id from core.absent as a
            where a.agency_code = %(agency_code)s
        )
    )
    and client_id = any(%(client_ids)s)
union
select client_id
from core.episode
where agency_code = %(agency_code)s and current_to is not null and client_id = any(%(client_ids)s);
