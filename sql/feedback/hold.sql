-- One run at a time writes feedback: another one waits, and finds it written.
select pg_advisory_lock(hashtextextended('feedback', 0));
