-- An agency's current episodes, packed into three values: their EPISODIDs one after the other, the length of each, and
-- their hashes, all in one order. Row by row a client takes longer to receive them than the server to find them.
-- Where episode_ids are given: those among them, absent or held back. Values stand in the statement itself, so a plan
-- has but one of the two.
select
    string_agg(convert_to(episode_id, 'UTF8'), '') as ids,
    string_agg(int4send(octet_length(episode_id)), '') as lengths,
    string_agg(int8send(content_hash), '') as content_hashes
from core.episode
where
    agency_code = %(agency_code)s
    and current_to is null
    and (
        %(episode_ids)s::text[] is null
        or episode_id = any(
            %(episode_ids)s::text[] || array(
                select b.episode_id from core.held_back as b
                where b.agency_code = %(agency_code)s
                union
                select a.episode_id from core.absent as a
                where a.agency_code = %(agency_code)s
            )
        )
    )
