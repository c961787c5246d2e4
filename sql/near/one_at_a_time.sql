-- Searches and decisions about pairs wait for each other. The number is any number; all of them ask for the same.
select pg_advisory_xact_lock(5021971);
