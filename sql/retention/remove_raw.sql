insert into dq.removed (submission_id, kind, removed_at)
select
    submission_id,
    'raw' as kind,
    %(now)s as removed_at
from retention_expired;

-- The same bytes may be those of another submission, too: they go with the last one.
insert into dq.removal (removed_at, kind, unit, received_before, thing, number)
with free as (
    select
        e.sha256,
        max(e.size_bytes) as size_bytes
    from retention_expired as e
    where
        not exists (
            select 1 from dq.submission as s
            left join dq.removed as r on s.submission_id = r.submission_id and r.kind = 'raw'
            where s.sha256 = e.sha256 and r.submission_id is null
        )
    group by e.sha256
),

counted (thing, number) as (
    select
        'submissions' as thing,
        count(*) as number
    from retention_expired
    union all
    select
        'files' as thing,
        count(*) as number
    from free
    union all
    select
        'bytes' as thing,
        coalesce(sum(size_bytes), 0) as number
    from free
)

select
    %(now)s as removed_at,
    'raw' as kind,
    %(unit)s,
    %(before)s as received_before,
    thing,
    number
from counted
where number > 0
on conflict (removed_at, kind, unit, thing) do update set number = removal.number + excluded.number;
