-- A load that is under way has looked up keys (sql/load/keys_in_force.sql) and may be about to write them.
select pg_advisory_xact_lock(hashtextextended('loading', 0));
