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
