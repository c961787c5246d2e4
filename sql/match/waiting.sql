-- How many people wait to be matched again (once for each time that somebody asked), and whether one pass over
-- everybody now costs less than looking so many up one by one (sql/link/waiting.sql) or was asked for
-- (sql/link/take_everybody.sql).
select
    count(*) as waiting,
    5 * count(*) >= pg_relation_size('core.episode') / 250 or coalesce(bool_or(person_key = ''), false) as most_of_them
from core.person_to_match;
