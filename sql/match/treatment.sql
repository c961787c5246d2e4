-- What structured treatment followed each referral and each exit from the caseload (linkage.md): a row for every
-- anchor, whether anything did or not.

-- Anchors, assessments and starts of a person in one order: one sort tells of each anchor what came next and what was
-- under way. Of one day, the latest first: a start is in time on the day itself (place 0), an assessment is not (2).
create temporary table treatment_now on commit drop as
with happened as (
    select
        e.person_key,
        c.referred_on as happened_on,
        1 as place,
        'referral' as anchor,
        e.agency_code,
        e.episode_id,
        e.dat_code,
        c.referral_id,
        null::date as assessed_on,
        null::date as started_on,
        null::date as ended_on
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
        e.closed_on as happened_on,
        1 as place,
        'exit' as anchor,
        e.agency_code,
        e.episode_id,
        e.dat_code,
        null as referral_id,
        null as assessed_on,
        null as started_on,
        null as ended_on
    from matched_episode as e
    inner join ref.code as reason on reason.list = 'closure_from' and e.closure_reason = reason.code
    where e.closed_on is not null and e.closure_reason not in ('205', '210', '211')
    union all
    select
        person_key,
        assessed_on as happened_on,
        2 as place,
        null as anchor,
        null as agency_code,
        null as episode_id,
        null as dat_code,
        null as referral_id,
        assessed_on,
        null as started_on,
        null as ended_on
    from matched_episode
    union all
    select
        t.person_key,
        coalesce(t.started_on, t.triaged_on) as happened_on,
        0 as place,
        null as anchor,
        null as agency_code,
        null as episode_id,
        null as dat_code,
        null as referral_id,
        null as assessed_on,
        coalesce(t.started_on, t.triaged_on) as started_on,
        coalesce(t.discharged_on, 'infinity') as ended_on
    from core.treatment as t
    where
        coalesce(t.started_on, t.triaged_on) is not null
        and (%(everybody)s or t.person_key = any(array(select p.person_key from pending_match as p)))
),

-- What comes next.
onward as (
    select
        *,
        min(assessed_on) over latest_first as next_assessed_on,
        min(started_on) over latest_first as next_started_on,
        count(anchor) over latest_first > 0 as is_before_an_anchor
    from happened
    window latest_first as (partition by person_key order by happened_on desc, place rows unbounded preceding)
),

-- What was under way: told by the starts that are before an anchor, and by nothing else.
seen as (
    select
        *,
        max(ended_on) over (
            partition by person_key
            order by happened_on, place desc
            rows unbounded preceding
        ) as in_treatment_until
    from onward
    where anchor is not null or (started_on is not null and is_before_an_anchor)
)

select
    person_key,
    agency_code,
    episode_id,
    dat_code,
    referral_id,
    anchor,
    happened_on as anchored_on,
    least(next_assessed_on - 1, happened_on + 84) as counts_until,
    next_started_on,
    null as treatment_agency,
    null as treatment_episode,
    null::date as started_on,
    null::integer as days,
    coalesce(in_treatment_until >= happened_on, false) as already_in_treatment
from seen
where anchor is not null;

-- Where the next start is in time it is the match. Hashed, since nobody has counted who is in time: neither a visit
-- for each of them nor a walk through the whole index on people, which Postgres takes to be cheap.
set local enable_nestloop = off;
set local enable_mergejoin = off;

with in_time as (
    delete from treatment_now
    where next_started_on <= counts_until
    returning *
)

-- Of several that start on that day the one in the CJIT episode's DAT.
insert into treatment_now (
    person_key, agency_code, episode_id, dat_code, referral_id, anchor, anchored_on, counts_until, next_started_on,
    treatment_agency, treatment_episode, started_on, days, already_in_treatment
)
select distinct on (i.person_key, i.agency_code, i.episode_id, i.anchor, i.referral_id)
    i.person_key,
    i.agency_code,
    i.episode_id,
    i.dat_code,
    i.referral_id,
    i.anchor,
    i.anchored_on,
    i.counts_until,
    i.next_started_on,
    t.agency_code as treatment_agency,
    t.episode_id as treatment_episode,
    i.next_started_on as started_on,
    i.next_started_on - i.anchored_on as days,
    i.already_in_treatment
from in_time as i
inner join core.treatment as t
    on i.person_key = t.person_key and i.next_started_on = coalesce(t.started_on, t.triaged_on)
where %(everybody)s or t.person_key = any(array(select p.person_key from pending_match as p))
order by
    i.person_key,
    i.agency_code,
    i.episode_id,
    i.anchor,
    i.referral_id,
    coalesce(t.dat_code = i.dat_code, false) desc,
    t.agency_code collate "C",
    t.episode_id collate "C";

set local enable_nestloop = on;
set local enable_mergejoin = on;
