-- The rows of a file as a set, whatever their order and however the bytes spell them (N03). Null where the file is
-- fatal, and of verdicts from before this column: those are compared by their content alone.
alter table dq.verdict add column row_set_hash text;
