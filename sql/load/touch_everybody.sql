-- While there is no index on people (make_room.sql), a first load is under way, and everybody is linked again after it:
-- the file's people need no naming. No person's key is empty.
insert into core.touched_person (person_key, submission_id)
select
    ''::bytea as everybody,
    %(submission_id)s
where to_regclass('core.episode_person') is null;
