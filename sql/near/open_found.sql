create temporary table near_found (
    dat_code text not null,
    key_a text not null,
    key_b text not null,
    seen_a text not null,
    seen_b text not null,
    weight numeric(6, 2) not null,
    probability numeric(5, 4) not null,
    reason text not null
) on commit drop;
