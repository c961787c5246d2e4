-- After a first load nobody has counted the tables that a report reads, and Postgres would plan for small ones: 120 s
-- instead of one. A small sample is enough to know better; a vacuum at work already does it.
set local default_statistics_target = 10;

analyze (skip_locked)
core.episode, core.episode_link, core.referral, core.transfer, core.treatment_match, core.prison_match;
