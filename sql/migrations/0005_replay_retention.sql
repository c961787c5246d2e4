-- Replays: what files of before would be told under the rules and lists of another day. Comparisons, never the
-- truth: nothing here is read by a load, a feedback or a report.

create table dq.replay (
    replay_id text primary key, -- follows from what was replayed under what: the same replay again is this one
    as_of date not null, -- the day whose definitions, rules and lists judged
    asked_for text not null, -- a report month, whose window's files were taken, or 'submissions'
    code_version text not null,
    made_by text not null default current_user,
    made_at timestamptz not null default now()
);

-- A replayed submission, before (dq.verdict) and after. No counts where it is fatal.
create table dq.replay_submission (
    replay_id text not null references dq.replay on delete cascade,
    submission_id text not null references dq.submission,
    agency_code text not null,
    dat_code text, -- the partnership that commissions the agency
    dataset_version text not null,
    rules_version text not null,
    lists_version text not null,
    fatal_before text,
    fatal_after text,
    rows_submitted integer,
    rows_in_error integer,
    rows_loaded integer,
    rows_with_warning integer,
    primary key (replay_id, submission_id)
);

-- Findings of a submission by rule and item, before and after.
create table dq.replay_figure (
    replay_id text not null references dq.replay on delete cascade,
    submission_id text not null references dq.submission,
    rule text not null,
    item text not null, -- '' for a rule about the file as a whole
    severity text not null,
    findings_before bigint not null,
    findings_after bigint not null,
    appear bigint not null,
    vanish bigint not null,
    primary key (replay_id, submission_id, rule, item)
);

-- Each finding that is in one of the two alone: row numbers, and nothing that the row holds.
create table dq.replay_change (
    replay_id text not null references dq.replay on delete cascade,
    submission_id text not null references dq.submission,
    row_no integer, -- null for the file as a whole
    rule text not null,
    item text not null,
    change text not null check (change in ('appears', 'vanishes'))
);
create index replay_change_replay on dq.replay_change (replay_id);
create index replay_change_submission on dq.replay_change (submission_id);

-- Who read findings by row, decided, released: added to, never changed, until its time is over (access.md).
create table dq.access_log (
    happened_at timestamptz not null default now(),
    who text not null default current_user,
    did text not null,
    subject text not null -- ids of ours; never of a person
);
create index access_log_time on dq.access_log (happened_at);

-- Retention: the submissions whose bytes or rows are gone, and when their files were taken away after that.
create table dq.removed (
    submission_id text not null references dq.submission,
    kind text not null check (kind in ('raw', 'rows')),
    removed_at timestamptz not null, -- the clock of the run
    files_gone_at timestamptz, -- null: a run was stopped before it could take the files away
    primary key (submission_id, kind)
);
create index removed_pending on dq.removed (kind) where files_gone_at is null;

-- What each run removed: the evidence, kept for good.
create table dq.removal (
    removed_at timestamptz not null, -- the clock of the run
    kind text not null check (kind in ('raw', 'rows', 'log')),
    unit text not null, -- the sender whose things were removed in one transaction, '' for the log
    received_before date not null, -- what came before this day had outlived its time
    thing text not null,
    number bigint not null,
    primary key (removed_at, kind, unit, thing)
);
