-- Staging tables that a killed night left behind. Where somebody loads they may be his, and wait for the next night.
do $$
declare
    leftover text;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('loading', 0)) then
        return;
    end if;
    for leftover in select tablename from pg_tables where schemaname = 'raw' and tablename like 'batch\_%' loop
        execute format('drop table if exists raw.%I', leftover);
    end loop;
end
$$;
