-- What structured treatment followed each referral and each exit from the caseload (linkage.md): a row for every
-- anchor, whether anything did or not.

-- The anchors, numbered, so that what is sorted below is narrow.
create temporary table matched_anchor on commit drop as
with anchored as (
    select
        e.person_key,
        e.agency_code,
        e.episode_id,
        e.dat_code,
        c.referral_id,
        'referral' as anchor,
        c.referred_on as anchored_on
    from matched_episode as e
    inner join core.referral as c
        on
            e.agency_code = c.agency_code
            and e.episode_id = c.episode_id
            and e.submission_id = c.submission_id
    where c.referred_on is not null
    union all
    select
        e.person_key,
        e.agency_code,
        e.episode_id,
        e.dat_code,
        null as referral_id,
        'exit' as anchor,
        e.closed_on as anchored_on
    from matched_episode as e
    inner join ref.code as reason on reason.list = 'closure_from' and e.closure_reason = reason.code
    where e.closed_on is not null and e.closure_reason not in ('205', '210', '211')
)

select
    *,
    row_number() over () as anchor_no
from anchored;

analyze matched_anchor;

create temporary table matched_start on commit drop as
select
    t.person_key,
    t.agency_code,
    t.episode_id,
    t.dat_code,
    coalesce(t.started_on, t.triaged_on) as started_on,
    coalesce(t.discharged_on, 'infinity') as ended_on
from core.treatment as t
where
    coalesce(t.started_on, t.triaged_on) is not null
    and t.person_key in (select a.person_key from matched_anchor as a)
    and (%(everybody)s or t.person_key = any(array(select p.person_key from pending_match as p)));

analyze matched_start;

create temporary table treatment_now on commit drop as
with next_assessment as (
    select
        a.anchor_no,
        min(e.assessed_on) as assessed_on
    from matched_anchor as a
    inner join matched_episode as e on a.person_key = e.person_key and a.anchored_on < e.assessed_on
    group by a.anchor_no
),

treatment as (
    select
        a.anchor_no,
        min(s.started_on) filter (where s.started_on >= a.anchored_on) as next_started_on,
        coalesce(bool_or(s.started_on < a.anchored_on and s.ended_on >= a.anchored_on), false) as already_in_it
    from matched_anchor as a
    inner join matched_start as s on a.person_key = s.person_key
    group by a.anchor_no
),

limited as (
    select
        a.*,
        least(n.assessed_on - 1, a.anchored_on + 84) as counts_until,
        t.next_started_on,
        coalesce(t.already_in_it, false) as already_in_treatment
    from matched_anchor as a
    left join next_assessment as n on a.anchor_no = n.anchor_no
    left join treatment as t on a.anchor_no = t.anchor_no
),

-- Of several that start on the earliest day the one in the CJIT episode's DAT.
chosen as (
    select distinct on (a.anchor_no)
        a.anchor_no,
        s.agency_code,
        s.episode_id,
        s.started_on
    from limited as a
    inner join matched_start as s on a.person_key = s.person_key and a.next_started_on = s.started_on
    where a.next_started_on <= a.counts_until
    order by
        a.anchor_no,
        coalesce(s.dat_code = a.dat_code, false) desc,
        s.agency_code collate "C",
        s.episode_id collate "C"
)

select
    a.person_key,
    a.agency_code,
    a.episode_id,
    a.referral_id,
    a.anchor,
    a.anchored_on,
    a.counts_until,
    c.agency_code as treatment_agency,
    c.episode_id as treatment_episode,
    c.started_on,
    c.started_on - a.anchored_on as days,
    a.already_in_treatment
from limited as a
left join chosen as c on a.anchor_no = c.anchor_no
-- In the order of its key, core.treatment_match is filled faster.
order by a.person_key, a.agency_code, a.episode_id;
