-- The roles of access.md, by which out_80_access.sql and those after it choose rows. Every night makes what is missing:
-- the administrator of a server may give the right to make roles at any time.
do $$
declare
    wanted text;
begin
    foreach wanted in array array[
        'cjit_engineer', 'cjit_region', 'cjit_provider', 'cjit_commissioner', 'cjit_pcc', 'cjit_public'
    ] loop
        -- Roles belong to the whole server: another warehouse on it, or its administrator, may have made them.
        if not exists (select 1 from pg_roles where rolname = wanted) then
            begin
                execute format('create role %%I nologin noinherit', wanted);
            exception
                when duplicate_object or unique_violation then null;
                when insufficient_privilege then
                    raise warning 'role %% is missing and may not be made here: its pages stay closed', wanted;
            end;
        end if;
        -- The owner becomes the role to ask on behalf of somebody.
        if exists (select 1 from pg_roles where rolname = wanted) and not pg_has_role(wanted, 'member') then
            begin
                execute format('grant %%I to current_user', wanted);
            exception when insufficient_privilege then
                raise warning 'role %% is not granted to the owner: its pages stay closed', wanted;
            end;
        end if;
    end loop;
end
$$;
