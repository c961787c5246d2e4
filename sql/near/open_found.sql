create temporary table near_found (
    dat_code text not null,
    key_a text not null,
    key_b text not null,
    seen_a text not null,
    seen_b text not null,
    weight double precision not null,
    probability double precision not null,
    reason text not null
) on commit drop;
