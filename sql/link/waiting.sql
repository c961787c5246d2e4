-- How many people wait to be linked again (once for each submission that touched them), and whether that is so
-- many of those held that one pass over everybody costs less than looking them up one by one.
-- Counting ends at five times the touched: this costs what the night's files cost, not the years held.
select
    count(*) as touched,
    not exists (
        select 1
        from core.episode
        where current_to is null
        offset (select 5 * count(*) from core.touched_person) -- noqa: AM09
        fetch first row only
    ) as most_of_them
from core.touched_person;
