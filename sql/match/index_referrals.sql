-- A batch that brought much has dropped the index on referrals (sql/load/make_room.sql).
set local client_min_messages = warning;

create index if not exists referral_version on core.referral (agency_code, episode_id, submission_id);
