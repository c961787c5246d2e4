-- Current episodes that the file did not load: whether its rows (in error) hold them at all.
create temporary table unseen (episode_id text primary key, in_file boolean not null) on commit drop;
create temporary table unconsented (client_id text) on commit drop;
