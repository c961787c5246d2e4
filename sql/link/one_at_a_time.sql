-- Two re-links at once would each take some of the touched people and write over the other's rows. The number
-- is any number; every re-link asks for the same.
select pg_advisory_xact_lock(5021968);
