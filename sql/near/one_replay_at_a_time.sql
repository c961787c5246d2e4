-- A re-link and a decision may come to put decisions on top of the keys at once. Any number; see one_at_a_time.sql.
select pg_advisory_xact_lock(5021970);
