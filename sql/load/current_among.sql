-- As current_hashes.sql: those of the current episodes that are among some, absent or held back.
select
    string_agg(convert_to(episode_id, 'UTF8'), '') as ids,
    string_agg(int4send(octet_length(episode_id)), '') as lengths,
    string_agg(int8send(content_hash), '') as content_hashes
from core.episode
where
    agency_code = %(agency_code)s
    and current_to is null
    and episode_id = any(
        %(episode_ids)s || array(
            select b.episode_id from core.held_back as b
            where b.agency_code = %(agency_code)s
            union
            select a.episode_id from core.absent as a
            where a.agency_code = %(agency_code)s
        )
    )
