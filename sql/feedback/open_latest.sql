-- Those of some submissions that are their CJIT agency's last accepted one, and how many referrals the agency has
-- loaded, for the length of one transaction: what has no start is told with the latest file alone. The last is the one
-- that was accepted last, as in sql/load/last_accepted.sql.
create temporary table feedback_latest on commit drop as
select
    (w.place - 1)::integer as submission_no,
    s.agency_code,
    (s.received_at at time zone 'Europe/London')::date as received_on,
    (
        select count(*)
        from core.episode as e
        inner join core.treatment_match as m
            on e.person_key = m.person_key and e.agency_code = m.agency_code and e.episode_id = m.episode_id
        where e.agency_code = s.agency_code and e.current_to is null and m.anchor = 'referral'
    ) as referrals
from unnest(%(submissions)s::text[]) with ordinality as w (submission_id, place)
inner join out.submission as s on w.submission_id = s.submission_id
where
    s.feed = 'cjit'
    and s.status = 'accepted'
    and not exists (
        select 1
        from dq.verdict as v
        inner join dq.submission as later on v.submission_id = later.submission_id
        where
            v.agency_code = s.agency_code
            and v.verdict = 'accepted'
            and later.feed = 'cjit'
            and (v.decided_at, later.received_at, later.arrival_no) > (s.decided_at, s.received_at, s.arrival_no)
    );

analyze feedback_latest;
