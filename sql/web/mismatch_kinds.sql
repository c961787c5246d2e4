select
    kind,
    count(*) as mismatches
from access.mismatch
where %(state)s in ('', state) and %(agency)s in ('', agency_code)
group by kind;
