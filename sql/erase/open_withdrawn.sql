-- Clients of the file with CONSENT N.
create temporary table withdrawn (client_id text primary key, client_no integer) on commit drop;
