-- What the pages of regional teams rest on: rows that could not be loaded, and warnings that were explained.

-- Rows in error of each agency's last accepted file: what decides in which figures their episode is missing, and
-- nothing else of them. Replaced with the next accepted file.
create table core.row_in_error (
    agency_code text not null,
    submission_id text not null references dq.submission,
    row_no integer not null,
    episode_id text,
    dat_code text,
    age smallint,
    assessed_on date,
    caseload_on date,
    closed_on date,
    closure_reason text,
    referred_on date,
    primary key (agency_code, row_no)
);

-- Why a warning is right as it is: added to and never changed, the last word on a finding counts. It goes with what
-- is known of the client, or when its time is over.
create table dq.explanation (
    explanation_no bigint generated always as identity primary key,
    agency_code text not null,
    rule text not null,
    item text not null,
    episode_id text not null, -- with the three before it: the same finding in every file (docs/decisions/0017)
    submission_id text not null references dq.submission, -- the file in which somebody met it
    says text not null check (says in ('explained', 'withdrawn')),
    said_by text not null,
    said_at timestamptz not null,
    why text not null check (length(why) <= 500)
);
create index explanation_finding on dq.explanation (agency_code, episode_id, rule, item);

-- The explanations in force: what each finding is looked up in.
create table dq.explained (
    agency_code text not null,
    episode_id text not null,
    rule text not null,
    item text not null,
    submission_id text not null references dq.submission,
    explained_by text not null,
    explained_at timestamptz not null,
    why text not null,
    primary key (agency_code, episode_id, rule, item)
);
