-- What the file does not load of the agency's current episodes, and what tells why.
create temporary table unseen (
    episode_id text primary key,
    in_file boolean not null -- its rows, in error, hold it all the same
) on commit drop;
create temporary table unconsented (client_id text) on commit drop; -- clients with rows that fired E08
create temporary table refusing (client_id text) on commit drop; -- clients with CONSENT N
create temporary table arrived ( -- episodes that were not current before
    episode_id text,
    person_key bytea,
    dat_code text,
    assessed_on date
) on commit drop;
