select
    episode_id,
    content_hash
from core.episode
where agency_code = %(agency_code)s and current_to is null
