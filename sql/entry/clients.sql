-- The clients of an agency that were entered, or those with that in their own reference: who was changed last comes
-- first.
select
    c.client_key,
    c.client_id,
    c.items,
    c.withdrawn_at,
    c.changed_at,
    count(e.episode_key) as episodes,
    count(e.episode_key) filter (where e.in_file_since is null) as drafts,
    count(*) over () as total
from access.entered_client as c
left join access.entered_episode as e on c.client_key = e.client_key
where
    c.agency_code = %(agency_code)s
    and (%(looked_for)s = '' or strpos(lower(c.items ->> 'CLIENT'), lower(%(looked_for)s)) > 0)
group by c.client_key, c.client_id, c.client_no, c.items, c.withdrawn_at, c.changed_at
order by c.changed_at desc, c.client_no desc
limit %(at_most)s offset %(start)s;
