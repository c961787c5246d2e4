-- Submissions that somebody still needs, and who.
create temporary table retention_needed on commit drop as
with freeze_open as (
    select f.freeze_id
    from report."freeze" as f
    where
        not exists (select 1 from report.signature as s where s.freeze_id = f.freeze_id)
        and not exists (select 1 from report."freeze" as later where later.restates = f.freeze_id)
)

select
    s.submission_id,
    'a verdict that is still to come' as needed_for
from dq.submission as s
left join dq.verdict as v on s.submission_id = v.submission_id
where v.submission_id is null
union
-- A held file can be released until a later file of its sender is accepted or held.
select
    s.submission_id,
    'a decision on a held file' as needed_for
from out.submission as s
where
    s.status = 'held' and not exists (
        select 1 from out.submission as later
        where
            later.agency_code = s.agency_code
            and later.feed = s.feed
            and later.status in ('accepted', 'held')
            and (later.decided_at, later.received_at, later.arrival_no) > (s.decided_at, s.received_at, s.arrival_no)
    )
union
select
    p.submission_id,
    'the open freeze ' || p.freeze_id as needed_for
from report.freeze_submission as p
inner join freeze_open as f on p.freeze_id = f.freeze_id
union
select
    m.found_in as submission_id,
    'an open mismatch' as needed_for
from out.mismatch as m
where m.state = 'open'
union
select
    e.submission_id,
    'an open mismatch' as needed_for
from out.mismatch as m
inner join core.episode as e on m.agency_code = e.agency_code and m.episode_id = e.episode_id
where m.state = 'open';

analyze retention_needed;
