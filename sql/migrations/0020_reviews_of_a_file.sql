-- An erasure looks for the reviews that some files brought. To know which pages may have any of a file is enough for
-- that, and costs a load nothing.
create index review_submission on core.review using brin (submission_id text_bloom_ops)
with (pages_per_range = 32, autosummarize = on);
