-- The server's own clock, by which it notes when verdicts were reached.
select clock_timestamp();
