-- Current episodes that the file brings in another version, with what M2, M4 and M5 look at, and whose they are now.
create temporary table changed (
    episode_id text not null,
    person_key bytea not null,
    first_initial text,
    surname_initial text,
    dob date,
    sex text,
    assessed_on date,
    closed_on date
) on commit drop;
