-- Staging tables that a killed night left behind.
do $$
declare
    leftover text;
begin
    for leftover in select tablename from pg_tables where schemaname = 'raw' and tablename like 'batch\_%' loop
        execute format('drop table if exists raw.%I', leftover);
    end loop;
end
$$;
