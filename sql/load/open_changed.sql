create temporary table changed (episode_id text primary key) on commit drop;
