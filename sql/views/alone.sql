-- A load that is under way reads views in one transaction: waited for, since dropping them beneath it would have each
-- wait for the other.
select pg_advisory_xact_lock(hashtextextended('loading', 0));
