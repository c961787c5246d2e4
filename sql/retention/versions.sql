-- Versions of a sender's episodes whose time is over: the last file that held them came before that day. A past
-- version was held until the file that replaced it; a current one until its agency's last accepted file, or until
-- the last that still held it. What an open freeze was made from, and all of a mismatched episode, stays.
create temporary table retention_version on commit drop as
with last_file as (
    select max(s.received_at) as received_at
    from out.submission as s
    where s.agency_code = %(unit)s and s.feed = 'cjit' and s.status = 'accepted'
)

select
    e.agency_code,
    e.episode_id,
    e.submission_id,
    e.person_key,
    e.current_to is null as is_current
from core.episode as e
left join core.absent as a
    on e.current_to is null and e.agency_code = a.agency_code and e.episode_id = a.episode_id
left join dq.submission as seen on a.last_seen_in = seen.submission_id
cross join last_file as l
where
    e.agency_code = %(unit)s
    and (coalesce(e.current_to, seen.received_at, l.received_at) at time zone 'Europe/London')::date < %(before)s
    and not exists (
        select 1 from report."freeze" as f
        where
            not exists (select 1 from report.signature as s where s.freeze_id = f.freeze_id)
            and not exists (select 1 from report."freeze" as later where later.restates = f.freeze_id)
            and f.frozen_at >= e.current_from
            and (e.current_to is null or f.frozen_at < e.current_to)
    )
    and not exists (
        select 1 from out.mismatch as m
        where m.agency_code = e.agency_code and m.episode_id = e.episode_id and m.state = 'open'
    );

analyze retention_version;

create temporary table retention_count (
    thing text primary key,
    number bigint not null
) on commit drop;

-- Whose rows these are, and those of matching data that go with their submission (sql/near/forget.sql).
create temporary table gone_person on commit drop as
select
    e.person_key,
    e.first_initial,
    e.surname_initial,
    e.dob,
    e.sex
from core.episode as e
inner join retention_version as v
    on
        e.agency_code = v.agency_code
        and e.episode_id = v.episode_id
        and e.submission_id = v.submission_id
union
select
    person_key,
    first_initial,
    surname_initial,
    dob,
    sex
from core.treatment
where submission_id in (select x.submission_id from retention_expired as x)
union
select
    person_key,
    first_initial,
    surname_initial,
    dob,
    sex
from core.stay
where submission_id in (select x.submission_id from retention_expired as x);
