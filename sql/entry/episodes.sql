-- The episodes of a client, or the one of that key, in the order in which they were entered.
select
    episode_key,
    client_key,
    episode_id,
    items,
    referrals,
    reviews,
    in_file_since is not null as in_file,
    version
from access.entered_episode
where
    (%(client_key)s = '' or client_key::text = %(client_key)s)
    and (%(episode_key)s = '' or episode_key::text = %(episode_key)s)
    and (%(client_key)s <> '' or %(episode_key)s <> '')
order by episode_no;
