-- One run at a time takes files in: another one waits, and finds what this one has left.
select pg_advisory_lock(hashtextextended('inbox', 0));
