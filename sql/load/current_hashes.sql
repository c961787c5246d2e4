select
    episode_id,
    encode(uuid_send(content_hash), 'hex') as content_hash
from core.episode
where agency_code = %(agency_code)s and current_to is null
