-- Views hold no data: where they are not as they should be, all are dropped and made again from the files beside this.
do $$
declare
    one record;
begin
    for one in select schemaname, viewname from pg_views where schemaname in ('out', 'access') loop
        execute format('drop view if exists %%I.%%I cascade', one.schemaname, one.viewname);
    end loop;
end
$$;
