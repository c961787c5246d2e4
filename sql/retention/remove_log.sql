with gone as (
    delete from dq.access_log
    -- The log keeps its lines for six years of the machine's clock, whatever clock this run was given.
    where (happened_at at time zone 'Europe/London')::date < %(before)s and happened_at < now() - interval '6 years'
    returning 1
)

insert into dq.removal (removed_at, kind, unit, received_before, thing, number)
select
    %(now)s as removed_at,
    'log' as kind,
    '' as unit,
    %(before)s as received_before,
    'lines of the access log' as thing,
    count(*) as number
from gone
having count(*) > 0
on conflict (removed_at, kind, unit, thing) do update set number = removal.number + excluded.number;
