-- Clients with CONSENT N of whom something is loaded, and their rows in earlier files; without a client, all rows of a
-- file whose Parquet is lost.
create temporary table withdrawn (client_id text primary key, client_no integer) on commit drop;

insert into withdrawn (client_id, client_no)
select
    client_id,
    row_number() over (order by client_id collate "C") as client_no
from unnest(%(client_ids)s::text[]) as c (client_id);

create temporary table erased_row (submission_id text, row_no integer, client_id text) on commit drop;
create temporary table untold (submission_id text) on commit drop;
