-- Transfers between CJITs, and what matches in structured treatment and in secure settings (linkage.md): what the
-- current rows say of each person, found again when a row of theirs changes.

-- The people to match again: those who were linked again, and those whose treatment or stays changed.
create table core.person_to_match (
    person_key bytea not null
);

-- What matching reads of the register and the lists, as a hash: where it is another, everybody is matched again.
create table core.match_basis (
    basis text not null
);

-- The referrals of an episode's version are looked up for each person who is matched.
create index referral_version on core.referral (agency_code, episode_id, submission_id);

-- A closure with 105 or 206, and the episode that picks it up.
create table core.transfer (
    person_key bytea not null,
    from_agency text not null,
    from_episode text not null,
    to_agency text not null,
    to_episode text not null,
    closed_on date not null,
    transferred_to text not null,
    days integer not null,
    primary key (person_key, from_agency, from_episode)
);

-- Each referral and each exit from the caseload, with the treatment that started, if any did.
create table core.treatment_match (
    person_key bytea not null,
    agency_code text not null,
    episode_id text not null,
    referral_id text, -- null: matched from the exit
    anchor text not null check (anchor in ('referral', 'exit')),
    anchored_on date not null,
    counts_until date not null, -- the last day on which a start counts
    treatment_agency text,
    treatment_episode text,
    started_on date,
    days integer,
    already_in_treatment boolean not null,
    unique nulls not distinct (person_key, agency_code, episode_id, referral_id),
    check ((referral_id is null) = (anchor = 'exit'))
);

-- A release from a secure setting, and the episode that followed it.
create table core.prison_match (
    person_key bytea not null,
    prison_code text not null,
    stay_id text not null,
    exit_on date not null,
    exit_dat text,
    agency_code text not null,
    episode_id text not null,
    assessed_on date not null,
    days integer not null,
    primary key (person_key, prison_code, stay_id)
);

-- Whoever is the same but for one item, within a DAT (sql/views/out_45_not_seen.sql).
create index treatment_born on core.treatment (dat_code, dob);
create index treatment_initials on core.treatment (dat_code, surname_initial, first_initial, sex);
