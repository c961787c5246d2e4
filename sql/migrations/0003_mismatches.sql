-- Mismatches, held files, decisions and withdrawn consent. What happened is appended: a mismatch is opened by one
-- row and closed by another, and its state follows from the two.

alter table dq.mismatch
drop column state,
drop column decided_by,
drop column decided_at,
drop column reason,
-- M2, M4 and M5: the file that brought the version before. With agency and episode it names that version, whose
-- values are the earlier ones.
add column compared_with text references dq.submission;
create index mismatch_found_in on dq.mismatch (found_in);

-- How a mismatch was closed. A deleted M1 … M5 is the tombstone of its episode: who, when, why.
create table dq.mismatch_closed (
    agency_code text not null,
    episode_id text not null,
    kind text not null,
    found_in text not null,
    state text not null check (state in ('deleted', 'kept', 'resolved')),
    closed_in text references dq.submission, -- the file that removed the cause
    decided_by text,
    decided_at timestamptz,
    why text,
    primary key (agency_code, episode_id, kind, found_in),
    foreign key (agency_code, episode_id, kind, found_in) references dq.mismatch on delete cascade,
    check ((state = 'resolved') = (closed_in is not null)),
    check ((state = 'resolved') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    check ((decided_by is null) = (why is null))
);

-- Why a file was held: how many of its agency's open episodes it would have made disappear.
create table dq.held (
    submission_id text primary key references dq.submission,
    open_episodes integer not null,
    disappearing integer not null
);

-- What people decided about held files. A file that was refused may be released after all.
create table dq.file_decision (
    submission_id text not null references dq.submission,
    decision text not null check (decision in ('release', 'refuse')),
    decided_by text not null,
    decided_at timestamptz not null,
    why text not null,
    primary key (submission_id, decision)
);

-- Rows that fired E08. Nothing else is known of them (submission.md "Withheld"), and without this nobody could
-- tell whose findings they were once the client withdraws consent.
create table dq.unconsented_row (
    submission_id text not null references dq.submission,
    row_no integer not null,
    client_id text not null,
    primary key (submission_id, row_no)
);

-- What is left of a client who withdrew consent: that somebody did, and how much was erased.
create table dq.erasure (
    submission_id text not null references dq.submission, -- the file that said so
    client_no integer not null, -- from 1; it says nothing about who it was
    episodes integer not null,
    versions integer not null,
    findings integer not null,
    written_at timestamptz not null default now(),
    primary key (submission_id, client_no)
);

-- Rows that are still to be taken out of a submission's Parquet. The work of a killed run is found here.
create table dq.pending_erasure (
    submission_id text primary key references dq.submission,
    row_nos integer[] not null
);

-- Absent episodes that somebody decided to keep: not raised again while they stay away.
create table core.kept_away (
    agency_code text not null,
    episode_id text not null,
    primary key (agency_code, episode_id)
);
