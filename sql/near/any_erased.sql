-- Whether consent was withdrawn since the last re-link (sql/erase/erase.sql).
select count(*) > 0 as any_erased
from core.touched_person
where submission_id = 'an erasure';
