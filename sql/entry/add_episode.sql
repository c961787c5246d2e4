-- None for a client of another agency, or one who has withdrawn consent.
insert into entry.episode (
    client_key, episode_id, episode_no, items, referrals, reviews, changed_by, changed_at
)
select
    c.client_key,
    %(episode_id)s,
    %(number)s,
    %(items)s::jsonb,
    %(referrals)s::jsonb,
    %(reviews)s::jsonb,
    %(by)s,
    %(at)s
from entry.client as c
where
    c.client_key = %(client_key)s
    and c.agency_code = %(agency_code)s
    and c.withdrawn_at is null
for update of c
returning episode_key;
