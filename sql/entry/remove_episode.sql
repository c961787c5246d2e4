delete from entry.episode as e
using entry.client as c
where
    e.episode_key = %(episode_key)s
    and c.client_key = e.client_key
    and c.agency_code = %(agency_code)s;
