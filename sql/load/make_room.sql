-- Where a batch brings several times what is held, as a first load does, keeping the index on people while its
-- rows come in costs more than making it again: the re-link does that before it looks anybody up
-- (sql/link/index_people.sql). Somebody who is at work on the table is not waited for; then the index stays.
do $$
begin
    if %(incoming_bytes)s::bigint > 4 * pg_relation_size('core.episode') then
        set local lock_timeout = '200ms';
        drop index if exists core.episode_person;
    end if;
exception
    when lock_not_available then null;
end
$$;
