-- What replays compared, by submission and rule.
create view out.replay as
select
    f.replay_id,
    r.as_of,
    r.asked_for,
    f.submission_id,
    s.agency_code,
    s.dat_code,
    f.rule,
    f.item,
    f.severity,
    f.findings_before,
    f.findings_after,
    f.appear,
    f.vanish,
    s.dataset_version,
    s.rules_version,
    s.lists_version
from dq.replay_figure as f
inner join dq.replay as r on f.replay_id = r.replay_id
inner join dq.replay_submission as s on f.replay_id = s.replay_id and f.submission_id = s.submission_id;

-- What retention removed.
create view out.removal as
select
    removed_at,
    kind,
    unit,
    received_before,
    thing,
    number
from dq.removal;

-- What is still to be done, by the task of the night that does it. Nothing waits once a night has ended well.
create view out.backlog as
select
    'load' as task,
    'files without a verdict' as thing,
    count(*) as waiting
from dq.submission as s
where not exists (select 1 from dq.verdict as v where v.submission_id = s.submission_id)
union all
select
    'linkage' as task,
    'people to link again' as thing,
    case
        when bool_or(person_key = '') -- everybody (sql/load/touch_everybody.sql)
            then (select count(distinct e.person_key) from core.episode as e where e.current_to is null)
        else count(distinct person_key)
    end as waiting
from core.touched_person
union all
select
    'matching' as task,
    'people to match again' as thing,
    case
        when bool_or(person_key = '') -- everybody (sql/link/take_everybody.sql)
            then (select count(distinct e.person_key) from core.episode as e where e.current_to is null)
        else count(distinct person_key)
    end as waiting
from core.person_to_match
union all
select
    'near_misses' as task,
    'areas to search for near misses' as thing,
    count(distinct dat_code) as waiting
from core.dat_to_search
union all
select
    'feedback' as task,
    'files whose agency was not told' as thing,
    count(*) as waiting
from out.submission as s
where not exists (
    select 1 from dq.feedback as f
    where f.submission_id = s.submission_id and f.verdict = s.status
);
