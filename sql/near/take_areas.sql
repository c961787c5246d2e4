-- The areas that wait leave the queue here; an interrupted search puts them back with its transaction. What is queued
-- meanwhile waits for the next.
create temporary table near_area on commit drop as
with taken as (
    delete from core.dat_to_search
    returning dat_code
)

select distinct dat_code
from taken;
