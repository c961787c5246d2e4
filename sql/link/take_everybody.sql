-- Everybody is linked again, so nobody need wait any longer. Emptying the queue wants to be alone with it: a
-- load that has touched people is waited for, so that the statements to come see its episodes; one that is about
-- to touch people waits for this re-link, and its people for the next.
lock table core.touched_person in access exclusive mode;

-- Where people were touched, everybody is matched again, whom an empty key stands for. (Where a full re-link puts right
-- what nobody touched, a full match follows: cjit.matching.match.link_and_match.)
insert into core.person_to_match (person_key)
select ''::bytea
where exists (select 1 from core.touched_person);

truncate core.touched_person;

-- Everybody may be somebody's near miss now.
insert into core.dat_to_search (dat_code)
values ('*');

-- None of them is looked up one by one (remove_stale.sql, add_new.sql).
create temporary table pending_person (
    person_key bytea not null
) on commit drop;

-- After a first load Postgres knows nothing of the table yet, and would plan this night's pass and the next
-- nights' visits for a small one. A small sample is enough to know better; a vacuum at work already does it.
set local default_statistics_target = 10;

analyze (skip_locked) core.episode (person_key, dat_code, agency_code, episode_id, assessed_on, current_to);

-- One pass sorts and hashes much, and is worth a second processor from the first row on, whatever Postgres believes to
-- be there.
set local work_mem = '64MB';
set local parallel_setup_cost = 0;
set local parallel_tuple_cost = 0.0001;
set local min_parallel_table_scan_size = 0;
