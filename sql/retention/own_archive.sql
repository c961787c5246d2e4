-- Files are being removed from the archive: nobody takes files in meanwhile, who would rely on bytes that go.
select pg_advisory_xact_lock(hashtextextended('cjit archive', 0));
