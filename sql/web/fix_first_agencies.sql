-- The agencies of an area that the person may see, with their last accepted file; and the areas of residence whose
-- people its figures count, null where all do.
with area as (
    select
        array_agg(a.agency_code) filter (
            where
            %(level)s = 'england'
            or (%(level)s = 'region' and a.region = %(area_code)s)
            or (%(level)s = 'partnership' and a.dat_code = %(area_code)s)
            or (%(level)s = 'provider' and a.agency_code = %(area_code)s)
        ) as agencies
    from access.agency as a
    where a.kind = 'cjit'
)

select distinct on (s.agency_code)
    s.agency_code,
    s.submission_id,
    s.received_at,
    s.rows_submitted,
    s.rows_loaded,
    s.rows_with_warning
from access.submission as s
inner join area as c on s.agency_code = any(c.agencies)
where s.feed = 'cjit' and s.status = 'accepted'
order by s.agency_code asc, s.received_at desc, s.arrival_no desc;
