-- Views hold no data: every migration drops them and makes them again from the files beside this one.
do $$
declare
    one record;
begin
    for one in select schemaname, viewname from pg_views where schemaname in ('out', 'access') loop
        execute format('drop view if exists %%I.%%I cascade', one.schemaname, one.viewname);
    end loop;
end
$$;
