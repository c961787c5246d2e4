-- The last decision about a pair that a freeze knew of: what was decided since moves figures of its restatement.
alter table report."freeze" add column pair_decisions bigint; -- null: an earlier program made it
