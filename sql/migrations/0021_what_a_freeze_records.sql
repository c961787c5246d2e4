-- A freeze records the files of treatment services and secure settings too. One may have the code of a CJIT agency, so
-- a row is told by its file. Freezes of before keep what they have.
alter table report.freeze_submission
drop constraint freeze_submission_pkey,
add primary key (freeze_id, submission_id);

-- Both risks of the keys apart, as linkage said of them then; null: made before they were kept.
alter table report.freeze_linkage
add column keys_of_two bigint,
add column people_split bigint,
add column expected_by_chance numeric;
