-- What goes into an agency's file, in its order: who has withdrawn consent, and episodes that ever were without errors.
select
    c.client_key,
    c.client_id,
    c.items,
    c.withdrawn_at is not null as withdrawn,
    e.episode_key,
    e.episode_id,
    e.items as episode_items,
    e.referrals,
    e.reviews
from entry.client as c
left join entry.episode as e on c.client_key = e.client_key and e.in_file_since is not null
where
    c.agency_code = %(agency_code)s
    and (c.withdrawn_at is not null or e.episode_key is not null)
order by c.client_no, e.episode_no;
