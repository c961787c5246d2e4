-- A batch that brought much has dropped the index on people (sql/load/make_room.sql). Whether it is there is looked at
-- first: `if not exists` looks when it has locked the table, and a vacuum at work on it is waited for a second.
do $$
begin
    if to_regclass('core.episode_person') is null then
        create index if not exists episode_person on core.episode (person_key) where current_to is null;
    end if;
end
$$;
