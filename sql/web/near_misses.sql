-- Pairs of people who may be one, or the one of that id: the likeliest first.
select
    pair_id,
    dat_code,
    partnership,
    seen_a,
    seen_b,
    probability::float8 as probability,
    reason,
    state,
    decided_by,
    decided_at,
    why,
    count(*) over () as total
from access.near_miss
where
    %(pair_id)s in ('', pair_id)
    and %(state)s in ('', state)
    and %(partnership)s in ('', dat_code)
order by weight desc, pair_id
limit %(at_most)s offset %(start)s;
