-- What still waits for a decision of the region's team.
select
    (select count(*) from access.mismatch as m where m.state = 'open') as mismatches,
    (select count(*) from access.held_file as h where h.state = 'waiting') as held,
    (select count(*) from access.near_miss as n where n.state = 'open') as near_misses;
