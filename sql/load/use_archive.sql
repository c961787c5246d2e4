-- Files are being taken into the archive: until this transaction ends nothing may be removed from it.
select pg_advisory_xact_lock_shared(hashtextextended('cjit archive', 0));
