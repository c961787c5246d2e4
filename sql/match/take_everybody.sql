-- Everybody is matched again, so nobody need wait any longer. A load or a re-link that is about to add somebody
-- waits for this; one that has is waited for, and the statements to come see its rows.
truncate core.person_to_match;

-- One pass sorts and hashes much.
set local work_mem = '64MB';

-- None of them is looked up one by one (episodes.sql).
create temporary table pending_match (
    person_key bytea not null
) on commit drop;
