-- Whether consent was withdrawn since the last re-link (sql/erase/erase.sql).
select exists (
    select 1 from core.touched_person
    where submission_id = 'an erasure'
) as any_erased;
