-- A batch that brought much has dropped the index on referrals (sql/load/make_room.sql). It is looked for first, as in
-- link/index_people.sql.
do $$
begin
    if to_regclass('core.referral_version') is null then
        create index if not exists referral_version on core.referral (agency_code, episode_id, submission_id);
    end if;
end
$$;
