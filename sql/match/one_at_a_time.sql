-- Two at once would each take some of the people and write over the other's rows. The number is any number;
-- everybody who matches asks for the same.
select pg_advisory_xact_lock(5021969);
