-- A batch that brought much has dropped the index on people (sql/load/make_room.sql).
set local client_min_messages = warning;

create index if not exists episode_person on core.episode (person_key) where current_to is null;
