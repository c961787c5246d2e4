-- What anybody may see: releases that went through disclosure control, and their figures as written.

create table report.public_release (
    release_id text primary key, -- period and a part of the hash of what it was made from
    release_no integer not null unique, -- the order in which releases were made
    freeze_id text not null unique references report."freeze",
    period text not null,
    released_at timestamptz not null, -- the clock of the run
    released_by text not null default current_user,
    code_version text not null,
    counts bigint not null, -- above 0
    small_counts bigint not null, -- of these, 1 to 4
    hidden_counts bigint not null -- the small ones, and those hidden so that no small one can be worked out
);
create index public_release_period on report.public_release (period);

-- A figure as it is written: a number, or the sign that stands in its place.
create table report.public_cell (
    release_id text not null references report.public_release,
    period_kind text not null,
    period_start date not null,
    level text not null,
    area_code text not null,
    measure text not null,
    breakdown text not null,
    value text not null,
    numerator text not null,
    denominator text, -- null unless it is a rate
    primary key (release_id, period_kind, level, area_code, measure, breakdown)
);
