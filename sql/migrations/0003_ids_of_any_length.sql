-- REFSTID and SUBMID are kept whatever their length (rules.md "How the rules read"), but an index takes no more
-- than some 2,700 bytes: it holds a digest of the id instead.
drop index core.referral_current;
create unique index referral_current on core.referral (agency_code, episode_id, md5(referral_id))
where current_to is null;

drop index core.review_current;
create unique index review_current on core.review (agency_code, episode_id, md5(review_id))
where current_to is null;
