-- The referrals without a start of those agencies, in the order of reasons: their own references, the reason, and
-- nothing of what others sent.
select
    l.submission_no,
    u.reason,
    u.reason_in_words as in_words,
    r.message,
    r.what_to_do,
    e.client_ref,
    u.episode_id,
    u.referral_id,
    to_char(u.referred_on, 'DD/MM/YYYY') as referred_on,
    u.referred_to,
    to_char(u.counts_until, 'DD/MM/YYYY') as counts_until,
    (u.counts_until >= l.received_on)::text as may_still_start
from feedback_latest as l
inner join out.unmatched_referral as u on l.agency_code = u.agency_code
inner join out.not_seen_reason as r on u.reason = r.reason
inner join core.episode as e
    on u.agency_code = e.agency_code and u.episode_id = e.episode_id and e.current_to is null
order by
    l.submission_no,
    r.place,
    u.near_item collate "C",
    u.reason_in_words collate "C",
    u.referred_on,
    u.episode_id collate "C",
    u.referral_id collate "C";
