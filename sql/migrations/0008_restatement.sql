-- What a freeze was made from, kept so that its pages can be written again and its restatement be explained; who
-- signed it; who was told.

-- Who signed a freeze off, and when. Added to, never changed: the last one counts.
create table report.signature (
    signature_no bigint generated always as identity primary key,
    freeze_id text not null references report."freeze",
    signed_by text not null,
    signed_at timestamptz not null,
    why text not null
);
create index signature_freeze on report.signature (freeze_id);

insert into report.signature (freeze_id, signed_by, signed_at, why)
select
    freeze_id,
    signed_by,
    signed_at,
    'signed before reasons were asked for' as why
from report."freeze"
where signed_by is not null and signed_at is not null;

alter table report."freeze"
drop column signed_by,
drop column signed_at,
add column matches_sha256 text; -- transfers, treatment and releases; null: made before they were counted

-- The lists and the register as they were: names of then, for as long as the figures are kept.
create table report.pinned_place (
    freeze_id text not null references report."freeze",
    dat_code text not null,
    name text not null,
    region text not null,
    police_force text,
    in_force boolean not null,
    primary key (freeze_id, dat_code)
);

create table report.pinned_code (
    freeze_id text not null references report."freeze",
    list text not null,
    code text not null,
    label text not null,
    grouping text,
    primary key (freeze_id, list, code)
);

create table report.pinned_agency (
    freeze_id text not null references report."freeze",
    agency_code text not null,
    name text,
    dat_code text, -- as registered
    partnership text, -- the same where it is in England
    in_force boolean not null,
    sent_in_window boolean not null,
    submission_id text references dq.submission,
    rows_submitted integer,
    rows_loaded integer,
    rows_without_warning integer,
    open_mismatches bigint not null,
    primary key (freeze_id, agency_code)
);

-- How far the number of people of an area may be out, as linkage said of it then.
create table report.freeze_linkage (
    freeze_id text not null references report."freeze",
    level text not null,
    area_code text not null,
    clients bigint not null,
    clients_low bigint not null,
    clients_high bigint not null,
    primary key (freeze_id, level, area_code)
);

-- The versions of episodes that were counted, and what matching had found for them: a row for each agency, since
-- arrays take a fifth of the room. Only the latest freeze of a month has them, and only while rows are kept.
create table report.counted (
    freeze_id text not null references report."freeze",
    agency_code text not null,
    episode_ids text[] not null,
    content_hashes bigint[] not null, -- with agency and episode: the version
    person_nos integer[] not null, -- whose they are, as far as it matters: equal within the freeze for one person
    picked_up boolean[] not null,
    represented boolean[] not null,
    exit_days smallint[] not null,
    exit_already boolean[] not null,
    erased integer not null default 0, -- episodes of clients who have withdrawn consent since
    primary key (freeze_id, agency_code)
);

-- Referrals of these episodes for which matching had found something.
create table report.counted_referral (
    freeze_id text not null references report."freeze",
    agency_code text not null,
    episode_ids text[] not null,
    referral_ids text[] not null,
    days smallint[] not null,
    already_in_treatment boolean[] not null,
    primary key (freeze_id, agency_code)
);

-- Releases: stays are replaced with each file, so what was counted of them is here.
create table report.counted_release (
    freeze_id text not null references report."freeze",
    prison_code text not null,
    stay_ids text[] not null,
    exits_on date[] not null,
    exit_dats text[] not null,
    picked_up boolean[] not null,
    primary key (freeze_id, prison_code)
);

-- What a restatement changed: every moved cell, and what moved it.
create table report.change (
    freeze_id text not null references report."freeze",
    period_kind text not null,
    level text not null,
    area_code text not null,
    measure text not null,
    breakdown text not null,
    published numeric,
    now numeric,
    published_numerator bigint not null,
    now_numerator bigint not null,
    published_denominator bigint,
    now_denominator bigint,
    primary key (freeze_id, period_kind, level, area_code, measure, breakdown)
);

create table report.change_part (
    freeze_id text not null references report."freeze",
    period_kind text not null,
    level text not null,
    area_code text not null,
    measure text not null,
    breakdown text not null,
    source text not null check (source in ('episode', 'stay', 'agency', 'freeze')),
    code text, -- agency or secure setting; null: the freeze as a whole
    id text, -- EPISODID or STAYID; null: the agency as a whole, or a client who has withdrawn consent
    cause text not null,
    by_code text, -- another episode of the same person that made this one count or not
    by_id text,
    numerator bigint not null,
    denominator bigint not null
);
create index change_part_freeze on report.change_part (freeze_id, measure, level, area_code);
create index change_part_episode on report.change_part (code, id);

-- Who was told what by mail, once.
create table report.notice (
    kind text not null check (kind in ('published', 'not submitted')),
    about text not null, -- a freeze, or a report month
    agency_code text not null,
    sent_at timestamptz not null, -- the clock of the run
    primary key (kind, about, agency_code)
);
