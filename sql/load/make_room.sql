-- Where a batch brings several times what is held, as a first load does, keeping the indexes on people and on
-- referrals while its rows come in costs more than making them again: the re-link and the matching do that before
-- they look anybody up (sql/link/index_people.sql, sql/match/index_referrals.sql). Somebody who is at work on a table
-- is not waited for; then the indexes stay.
do $$
begin
    if %(incoming_bytes)s::bigint > 4 * pg_relation_size('core.episode') then
        set local lock_timeout = '200ms';
        drop index if exists core.episode_person;
        drop index if exists core.referral_version;
    end if;
exception
    when lock_not_available then null;
end
$$;
