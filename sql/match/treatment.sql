-- What structured treatment followed each referral and each exit from the caseload (linkage.md): a row for every
-- anchor, whether anything did or not.
create temporary table matched_anchor on commit drop as
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
where e.closed_on is not null and e.closure_reason not in ('205', '210', '211');

analyze matched_anchor;

create temporary table treatment_now on commit drop as
with started as (
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
        and (%(everybody)s or t.person_key = any(array(select p.person_key from pending_match as p)))
),

-- Everything that happens to a person on its day, so that one walk forwards and one backwards tell each anchor
-- what comes before and after it, however often somebody comes.
happening as (
    select
        person_key,
        agency_code,
        episode_id,
        dat_code,
        referral_id,
        anchor,
        anchored_on,
        anchored_on as happened_on,
        null::date as assessed_on,
        null::date as started_on,
        null::date as ended_on
    from matched_anchor
    union all
    select
        person_key,
        null as agency_code,
        null as episode_id,
        null as dat_code,
        null as referral_id,
        null as anchor,
        null as anchored_on,
        assessed_on as happened_on,
        assessed_on,
        null as started_on,
        null as ended_on
    from matched_episode
    where person_key in (select a.person_key from matched_anchor as a)
    union all
    select
        person_key,
        null as agency_code,
        null as episode_id,
        null as dat_code,
        null as referral_id,
        null as anchor,
        null as anchored_on,
        started_on as happened_on,
        null as assessed_on,
        started_on,
        ended_on
    from started
),

walked as (
    select
        *,
        min(assessed_on) over later as next_assessed_on, -- strictly after
        min(started_on) over from_here as next_started_on, -- that day or after
        max(ended_on) over before as in_treatment_to -- of treatment that began before
    from happening
    window
        later as (
            partition by person_key
            order by happened_on desc
            groups between unbounded preceding and 1 preceding
        ),
        from_here as (
            partition by person_key
            order by happened_on desc
            groups between unbounded preceding and current row
        ),
        before as (
            partition by person_key
            order by happened_on
            groups between unbounded preceding and 1 preceding
        )
),

limited as (
    select
        *,
        least(next_assessed_on - 1, anchored_on + 84) as counts_until,
        coalesce(in_treatment_to >= anchored_on, false) as already_in_treatment
    from walked
    where anchor is not null
)

-- Of several that start on the earliest day the one in the CJIT episode's DAT.
select distinct on (a.person_key, a.agency_code, a.episode_id, a.referral_id)
    a.person_key,
    a.agency_code,
    a.episode_id,
    a.referral_id,
    a.anchor,
    a.anchored_on,
    a.counts_until,
    s.agency_code as treatment_agency,
    s.episode_id as treatment_episode,
    s.started_on,
    s.started_on - a.anchored_on as days,
    a.already_in_treatment
from limited as a
left join started as s
    on
        a.person_key = s.person_key
        and a.next_started_on = s.started_on
        and a.next_started_on <= a.counts_until
order by
    a.person_key,
    a.agency_code,
    a.episode_id,
    a.referral_id,
    coalesce(s.dat_code = a.dat_code, false) desc,
    s.agency_code collate "C",
    s.episode_id collate "C";
