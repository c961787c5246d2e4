-- None for a client of another agency, or one who has withdrawn consent.
insert into entry.episode (
    client_key, episode_id, episode_no, items, referrals, reviews, changed_by, changed_at
)
select
    c.client_key,
    %(episode_id)s as episode_id,
    %(number)s as episode_no,
    %(items)s::jsonb as items,
    %(referrals)s::jsonb as referrals,
    %(reviews)s::jsonb as reviews,
    %(by)s as changed_by,
    %(at)s as changed_at
from entry.client as c
where
    c.client_key = %(client_key)s
    and c.agency_code = %(agency_code)s
    and c.withdrawn_at is null
for update of c
returning episode_key;
