-- What a replay finds lies beside the warehouse until it is kept, or forgotten with the transaction.
set local jit = off;

create temporary table replay_outcome (
    submission_id text primary key,
    agency_code text not null,
    dat_code text,
    dataset_version text not null,
    rules_version text not null,
    lists_version text not null,
    fatal_before text,
    fatal_after text,
    rows_submitted integer,
    rows_in_error integer,
    rows_loaded integer,
    rows_with_warning integer
) on commit drop;

-- The findings under the other versions, and how severe a rule is under these.
create temporary table replay_fresh (
    submission_id text not null,
    row_no integer,
    rule text not null,
    item text not null
) on commit drop;

create temporary table replay_severity (
    feed text not null,
    rule text not null,
    severity text not null
) on commit drop;
