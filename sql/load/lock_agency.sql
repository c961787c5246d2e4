-- One load of an agency at a time; released with the transaction.
select pg_advisory_xact_lock(hashtextextended(%(agency_code)s, 0));
