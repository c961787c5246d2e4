-- How many people wait to be linked again (once for each submission that touched them), and whether one pass
-- over the whole of core.episode now costs less than looking so many up one by one: from about a fifth of its
-- rows on. Their number is told from the table's size, some 250 bytes a row, since counting would take a pass. A first
-- load asks for everybody, without naming anybody (sql/load/touch_everybody.sql).
select
    count(*) as touched,
    5 * count(*) >= pg_relation_size('core.episode') / 250 or coalesce(bool_or(person_key = ''), false) as most_of_them
from core.touched_person;
