-- Somebody loads: nobody changes the views meanwhile or drops staging tables (sql/views/alone.sql, drop_leftovers.sql).
select pg_advisory_lock_shared(hashtextextended('loading', 0));

-- One run at a time checks and loads a sender's files: another one waits, and finds their verdicts. Always in the same
-- order, so that nobody waits for somebody who waits for him.
select pg_advisory_lock(hashtextextended('sender ' || f.folder, 0))
from (
    select distinct folder
    from dq.submission
    where submission_id = any(%(submission_ids)s)
    order by folder
) as f;
