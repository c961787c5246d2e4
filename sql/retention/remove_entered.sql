-- What was typed into the entry form and is over: episodes that are closed, or drafts, and that nobody has touched
-- since; then clients of whom none is left. An open episode is on the caseload, however old it is.
with gone as (
    delete from entry.episode as e
    using entry.client as c
    where
        c.client_key = e.client_key
        and c.agency_code = %(unit)s
        and (e.changed_at at time zone 'Europe/London')::date < %(before)s
        and (e.in_file_since is null or e.items ->> 'CLOSEDT' <> '')
    returning 1
)

insert into retention_count
select
    'entered episodes' as thing,
    count(*) as number
from gone;

with gone as (
    delete from entry.client as c
    where
        c.agency_code = %(unit)s
        and (c.changed_at at time zone 'Europe/London')::date < %(before)s
        and c.withdrawn_at is null
        and not exists (select 1 from entry.episode as e where e.client_key = c.client_key)
    returning 1
)

insert into retention_count
select
    'entered clients' as thing,
    count(*) as number
from gone;
