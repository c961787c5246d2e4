-- What feeds the report of the people: current episodes, no duplicates, of adults, with something in the longest
-- span (the twelve months) or on the caseload at its end, and what matching found for them.
--
-- Referrals of the twelve months, each with the treatment that followed, if any did.
create temporary table report_referral on commit drop as
select
    r.agency_code,
    r.episode_id,
    r.referral_id,
    r.referred_on,
    m.days::smallint as days,
    coalesce(m.already_in_treatment, false) as already_in_treatment
from core.referral as r
inner join report_start as s on r.referred_on between s.first_day and s.last_day
inner join core.episode as e
    on
        r.agency_code = e.agency_code
        and r.episode_id = e.episode_id
        and r.submission_id = e.submission_id
        and e.current_to is null
left join core.treatment_match as m
    on
        m.anchor = 'referral'
        and r.agency_code = m.agency_code
        and r.episode_id = m.episode_id
        and r.referral_id = m.referral_id;

analyze report_referral;

create temporary table report_fed on commit drop as
with referred as (
    select distinct
        agency_code,
        episode_id
    from report_referral
)

select
    e.agency_code,
    e.episode_id,
    e.submission_id,
    e.content_hash,
    e.person_key,
    (dense_rank() over (order by e.person_key))::integer as person_no,
    e.dat_code,
    e.assessed_on,
    e.caseload_on,
    e.closed_on,
    e.closure_reason,
    e.prompt,
    e.age,
    e.sex,
    e.ethnicity,
    e.substance_group,
    e.injecting,
    e.accommodation,
    false as picked_up,
    false as represented,
    null::smallint as exit_days,
    false as exit_already
from core.episode as e
cross join report_start as s
left join core.episode_link as l
    on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
left join referred as r on e.agency_code = r.agency_code and e.episode_id = r.episode_id
where
    e.current_to is null
    and l.duplicate_of is null
    and coalesce(e.age, 18) >= 18
    and (
        e.assessed_on between s.first_day and s.last_day
        or e.caseload_on between s.first_day and s.last_day
        or (
            e.closed_on between s.first_day and s.last_day
            and (
                e.closure_reason in ('105', '206')
                or e.closure_reason in (select c.code from report_code as c where c.list = 'closure_from')
            )
        )
        or (e.caseload_on <= s.last_day and (e.closed_on is null or e.closed_on > s.last_day))
        or r.episode_id is not null
    );

-- What the updates below ask for; each column would cost as much as one of them.
analyze report_fed (agency_code, episode_id, person_key, closed_on, closure_reason);

-- Closures with 105 or 206 that another agency picked up.
update report_fed as f
set picked_up = true
from core.transfer as t
where f.agency_code = t.from_agency and f.episode_id = t.from_episode;

-- What followed an exit in structured treatment.
update report_fed as f
set
    exit_days = m.days,
    exit_already = m.already_in_treatment
from core.treatment_match as m
where
    m.anchor = 'exit'
    and (m.days is not null or m.already_in_treatment)
    and f.agency_code = m.agency_code
    and f.episode_id = m.episode_id;

-- Completed exits after which the person was assessed again, anywhere, within half a year: beyond the month's end
-- too, since it is an outcome, and so looked for among all episodes.
update report_fed as f
set represented = true
from report_start as s
where
    f.closed_on between s.first_day and s.last_day
    and f.closure_reason in (
        select c.code from report_code as c
        where c.list = 'closure_from' and c.grouping = 'completed'
    )
    and exists (
        select 1
        from core.episode as later
        left join core.episode_link as l
            on
                later.person_key = l.person_key
                and later.agency_code = l.agency_code
                and later.episode_id = l.episode_id
        where
            later.person_key = f.person_key
            and later.current_to is null
            and l.duplicate_of is null
            and coalesce(later.age, 18) >= 18
            and later.assessed_on between f.closed_on + 1 and f.closed_on + 182
    );

-- Referrals of episodes that count nowhere.
delete from report_referral as r
where not exists (
    select 1 from report_fed as f
    where f.agency_code = r.agency_code and f.episode_id = r.episode_id
);

analyze report_fed (agency_code, episode_id, dat_code, person_no);
