-- Remembered at the schema, so that it goes where the views go: into a backup, and away with them.
select set_config('cjit.made_from', %(made_from)s, true);

do $$
begin
    execute format(
        'comment on schema out is %%L',
        current_setting('cjit.made_from')
        || (select ', ' || count(*) || ' views' from pg_views where schemaname in ('out', 'access'))
    );
end
$$;
