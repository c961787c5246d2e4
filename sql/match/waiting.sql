-- How many people wait to be matched again (once for each time that somebody asked), and whether one pass over
-- everybody now costs less than looking so many up one by one (sql/link/waiting.sql).
select
    count(*) as waiting,
    5 * count(*) >= pg_relation_size('core.episode') / 250 as most_of_them
from core.person_to_match;
