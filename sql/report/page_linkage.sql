-- How far the number of people of an area may be out (linkage.md, Keys).
select
    level,
    area_code,
    people,
    low,
    high
from out.linkage_quality;
