-- Rows that were the client's in earlier files; without a client, all rows of a file whose Parquet is lost.
create temporary table erased_row (submission_id text, row_no integer, client_id text) on commit drop;
create temporary table untold (submission_id text) on commit drop;
