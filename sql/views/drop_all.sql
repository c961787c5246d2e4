-- Views hold no data: every migration drops them and makes them again from the files beside this one.
do $$
declare
    view_name text;
begin
    for view_name in select viewname from pg_views where schemaname = 'out' loop
        execute format('drop view if exists out.%%I cascade', view_name);
    end loop;
end
$$;
