-- Touches no row where somebody else was faster.
update entry.episode as e
set
    items = %(items)s::jsonb,
    referrals = %(referrals)s::jsonb,
    reviews = %(reviews)s::jsonb,
    version = e.version + 1,
    changed_by = %(by)s,
    changed_at = %(at)s
from entry.client as c
where
    e.episode_key = %(episode_key)s
    and e.version = %(version)s
    and c.client_key = e.client_key
    and c.agency_code = %(agency_code)s;
