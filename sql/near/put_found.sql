-- New pairs, and those that are weighed anew. Only rows that differ are written. The id follows from keys and area:
-- whoever lacks the secret of the keys learns nothing from it.
insert into core.near_miss as n (
    pair_id, dat_code, key_a, key_b, seen_a, seen_b, weight, probability, reason, found
)
select
    encode(
        substr(sha256(decode(f.key_a, 'hex') || decode(f.key_b, 'hex') || convert_to(f.dat_code, 'UTF8')), 1, 10),
        'hex'
    ) as pair_id,
    f.dat_code,
    decode(f.key_a, 'hex') as key_a,
    decode(f.key_b, 'hex') as key_b,
    f.seen_a,
    f.seen_b,
    f.weight::numeric(6, 2) as weight,
    f.probability::numeric(5, 4) as probability,
    f.reason,
    true as found
from near_found as f
on conflict (pair_id) do update
    set
        seen_a = excluded.seen_a,
        seen_b = excluded.seen_b,
        weight = excluded.weight,
        probability = excluded.probability,
        reason = excluded.reason,
        found = true
    where
    (n.seen_a, n.seen_b, n.weight, n.probability, n.reason, n.found)
    is distinct from (excluded.seen_a, excluded.seen_b, excluded.weight, excluded.probability, excluded.reason, true);
