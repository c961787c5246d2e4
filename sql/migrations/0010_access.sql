-- What people may see lies in a schema of its own: nobody but the owner has a right to any other (access.md).
create schema access;

-- The access log is added to and never changed; its lines go when their six years are over, and no sooner.
create function dq.keep_access_log() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.happened_at < now() - interval '6 years' then
        return old;
    end if;
    raise exception 'the access log is added to, and nothing in it is changed or removed';
end
$$;

create trigger access_log_row before update or delete on dq.access_log
for each row execute function dq.keep_access_log();

create trigger access_log_whole before truncate on dq.access_log
for each statement execute function dq.keep_access_log();
