-- The first warehouse. raw: rows as staged for the verdict; dq: what happened to each submission;
-- core: what is known about people; ref: lists and rules; out: the views that others build on (sql/views).
create schema raw;
create schema dq;
create schema core;
create schema ref;
create schema out;

-- ref: copies of what the code and the register hold, replaced whole at the start of every night ------------

create table ref.partnership (
    dat_code text not null,
    name text not null,
    region text,
    police_force text,
    valid_from date not null,
    valid_to date not null,
    primary key (dat_code, valid_from)
);

create table ref.local_authority (
    la_code text not null,
    name text not null,
    dat_code text not null,
    valid_from date not null,
    valid_to date not null,
    primary key (la_code, valid_from)
);

create table ref.prison (
    prison_code text primary key,
    name text not null,
    closed_on text
);

create table ref.code (
    list text not null,
    code text not null,
    label text not null,
    grouping text,
    primary key (list, code)
);

create table ref.agency (
    agency_code text not null,
    name text not null,
    dat_code text,
    kind text not null check (kind in ('cjit', 'structured', 'secure')),
    valid_from date not null,
    valid_to date not null,
    email text,
    primary key (agency_code, valid_from)
);

-- dq: append-only records, in the order in which things happen ----------------------------------------------

-- What arrived. Written once, when the bytes are safe in the archive.
create table dq.submission (
    submission_id text primary key,
    folder text not null, -- the drop folder: an agency code, _structured or _secure
    feed text not null check (feed in ('cjit', 'structured', 'secure')),
    file_name text not null,
    sha256 text not null,
    size_bytes bigint not null,
    modified_ns bigint not null, -- the file's modification time, which orders one sender's files
    received_at timestamptz not null, -- the night's clock
    arrival_no integer not null, -- place among the folder's files of that night
    problem text -- why it is no file that can be read: a link, a folder; such an entry has no bytes
);
create index submission_folder on dq.submission (folder, received_at, arrival_no);

-- The file has left the inbox. Its absence says that an interrupted night has still to remove it.
create table dq.collected (
    submission_id text primary key references dq.submission,
    collected_at timestamptz not null default now()
);

-- What the checks and the load made of it. A submission without one is waiting.
create table dq.verdict (
    submission_id text not null references dq.submission,
    verdict text not null check (verdict in ('fatal', 'held', 'accepted')),
    agency_code text not null,
    content_sha256 text, -- of the bytes without BOM and with LF line ends (F09); null where unreadable
    fatal_rule text,
    rows_submitted integer,
    rows_withheld integer,
    rows_in_error integer,
    rows_loaded integer,
    rows_with_warning integer,
    dataset_version text not null,
    rules_version text not null,
    lists_version text not null,
    code_version text not null,
    decided_by text not null default current_user,
    decided_at timestamptz not null default now(),
    primary key (submission_id, verdict)
);
create index verdict_agency on dq.verdict (agency_code, verdict);

-- Every failing row. The sentence is that of the rule's clause (dq.rule), or the finding's own.
create table dq.finding (
    submission_id text not null,
    row_no integer, -- first data row = 1; null for the file as a whole
    client_ref text,
    episode_id text,
    rule text not null,
    item text,
    clause smallint not null,
    value text,
    message text
);
create index finding_submission on dq.finding (submission_id);

-- The sentences of each version of the rules.
create table dq.rule (
    rules_version text not null,
    feed text not null,
    rule text not null,
    item text not null,
    clause smallint not null,
    severity text not null check (severity in ('fatal', 'error', 'warning', 'note')),
    message text not null,
    why text not null,
    fix text not null,
    primary key (rules_version, feed, rule, item, clause)
);

-- Feedback files were written for the submission's verdict.
create table dq.feedback (
    submission_id text not null references dq.submission,
    verdict text not null,
    written_at timestamptz not null default now(),
    primary key (submission_id, verdict)
);

create table dq.mismatch (
    agency_code text not null,
    episode_id text not null,
    kind text not null check (kind in ('M1', 'M2', 'M3', 'M4', 'M5')),
    found_in text not null references dq.submission,
    state text not null check (state in ('open', 'deleted', 'kept', 'resolved')),
    decided_by text,
    decided_at timestamptz,
    reason text,
    primary key (agency_code, episode_id, kind, found_in)
);

-- core: typed values, every version kept ---------------------------------------------------------------------

-- One row per version of an episode; the current one has no current_to. Columns as in the dataset's definition.
create table core.episode (
    agency_code text not null,
    episode_id text not null,
    submission_id text not null,
    current_from timestamptz not null,
    current_to timestamptz,
    content_hash bigint not null, -- of every stored value, referrals and reviews included
    person_key bytea not null,
    age smallint,
    substance_group text not null,
    first_initial text,
    surname_initial text,
    dob date,
    sex text,
    ethnicity text,
    nationality text,
    client_ref text,
    client_id text,
    postcode_sector text,
    dat_code text,
    la_code text,
    accommodation text,
    employment text,
    parental text,
    pregnant text,
    drug1 text,
    drug2 text,
    drug3 text,
    route text,
    injecting text,
    drinking_days smallint,
    drinking_units smallint,
    event_on date,
    prompt text,
    transferred_from text,
    assessed_on date not null,
    caseload_on date,
    closed_on date,
    closure_reason text,
    transferred_to text,
    cms text
);
create unique index episode_current on core.episode (agency_code, episode_id) where current_to is null;
create index episode_person on core.episode (person_key) where current_to is null;
create index episode_past on core.episode (agency_code, episode_id, current_to) where current_to is not null;

-- Referrals and reviews belong to a version of an episode and are current while it is: rows that never change.
create table core.referral (
    agency_code text not null,
    episode_id text not null,
    submission_id text not null, -- with the two above: the version of the episode it belongs to
    referral_id text not null,
    referred_on date,
    referred_to text
);

create table core.review (
    agency_code text not null,
    episode_id text not null,
    submission_id text not null,
    review_id text not null,
    reviewed_on date,
    recpeer boolean not null,
    recmaid boolean not null,
    recfmsp boolean not null,
    recprnt boolean not null,
    rechse boolean not null,
    recemp boolean not null,
    recedut boolean not null,
    recwprj boolean not null,
    recchkp boolean not null,
    recrlpp boolean not null,
    reccmpt boolean not null,
    recgnh boolean not null,
    recsmoc boolean not null,
    recoth boolean not null
);

-- Current episodes that their agency's last accepted file does not hold, and the last file that did.
create table core.absent (
    agency_code text not null,
    episode_id text not null,
    last_seen_in text not null references dq.submission,
    primary key (agency_code, episode_id)
);

-- Current episodes whose rows in the last accepted file all have errors: they keep their earlier version.
create table core.held_back (
    agency_code text not null,
    episode_id text not null,
    submission_id text not null references dq.submission,
    primary key (agency_code, episode_id)
);

-- The people whose episodes changed since they were last linked: once for each submission that touched them.
create table core.touched_person (
    person_key bytea not null,
    submission_id text not null
);

-- What linkage says of the current episodes (linkage.md), where it is more than "the first journey": a current
-- episode without a row here is no duplicate and stands in its client's first journey, as most do. So a first
-- night of a million episodes writes a third of them. The key begins with the person, in whose order the rows
-- are written, and a person is what is linked again: no second index is needed.
create table core.episode_link (
    agency_code text not null,
    episode_id text not null,
    person_key bytea not null,
    journey_no integer, -- null for a duplicate
    duplicate_of text, -- the surviving EPISODID, at the same agency
    primary key (person_key, agency_code, episode_id),
    check ((journey_no is null) = (duplicate_of is not null))
);

-- The two datasets to match against: current rows, replaced with each accepted file of their sender.
create table core.treatment (
    agency_code text not null,
    episode_id text not null,
    submission_id text not null,
    person_key bytea not null,
    client_ref text,
    first_initial text,
    surname_initial text,
    dob date,
    sex text,
    dat_code text,
    referred_on date,
    triaged_on date,
    started_on date,
    discharged_on date,
    discharge_reason text,
    primary key (agency_code, episode_id)
);
create index treatment_person on core.treatment (person_key);

create table core.stay (
    prison_code text not null,
    stay_id text not null,
    submission_id text not null,
    person_key bytea not null,
    first_initial text,
    surname_initial text,
    dob date,
    sex text,
    admitted_on date,
    exit_on date,
    exit_reason text,
    exit_dat text,
    referred_on_release text,
    primary key (prison_code, stay_id)
);
create index stay_person on core.stay (person_key);

-- The report ---------------------------------------------------------------------------------------------------

create schema report;

create table report."freeze" (
    freeze_id text primary key,
    freeze_no integer not null unique, -- the order in which freezes were made, whatever their clocks said
    period text not null, -- YYYY-MM
    frozen_at timestamptz not null, -- the clock of the run
    restates text unique references report."freeze", -- a freeze is restated once; the rest restate its successor
    inputs_sha256 text not null, -- of all that feeds the period; the same inputs give the same freeze
    episodes_sha256 text not null, -- its parts, which tell what moved: the episodes as linked,
    submissions_sha256 text not null, -- the agencies and their last accepted files (and so the rules of each),
    references_sha256 text not null, -- the areas and code lists,
    code_version text not null, -- and the code
    signed_by text,
    signed_at timestamptz
);
create index freeze_period on report."freeze" (period);

create table report.freeze_submission (
    freeze_id text not null references report."freeze",
    agency_code text not null,
    submission_id text not null references dq.submission,
    carried_forward boolean not null, -- no file accepted in the period's window
    primary key (freeze_id, agency_code)
);

create table report.ccjr (
    freeze_id text not null references report."freeze",
    period text not null,
    period_kind text not null,
    period_start date not null,
    level text not null,
    area_code text not null,
    measure text not null,
    breakdown text not null,
    value numeric,
    numerator bigint,
    denominator bigint,
    primary key (freeze_id, period_kind, level, area_code, measure, breakdown)
);
