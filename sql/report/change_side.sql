-- One side's places, groups, agencies, and what is of the people concerned, as its freeze has them.
create temporary table report_place on commit drop as
select
    p.dat_code,
    p.name,
    p.region,
    p.police_force,
    p.in_force
from report.pinned_place as p
inner join report_side as s on p.freeze_id = s.freeze_id
where s.side = %(side)s;

create unique index on report_place (dat_code);

create temporary table report_code on commit drop as
select
    c.list,
    c.code,
    c.label,
    c.grouping
from report.pinned_code as c
inner join report_side as s on c.freeze_id = s.freeze_id
where s.side = %(side)s;

create unique index on report_code (list, code);

create temporary table report_agency on commit drop as
select
    a.agency_code,
    a.name,
    a.partnership,
    a.in_force,
    a.sent_in_window,
    a.submission_id,
    a.rows_submitted,
    a.rows_loaded,
    a.rows_without_warning,
    a.open_mismatches
from report.pinned_agency as a
inner join report_side as s on a.freeze_id = s.freeze_id
where s.side = %(side)s;

create temporary table report_fed on commit drop as
select
    e.agency_code,
    e.episode_id,
    e.submission_id,
    v.person_no,
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
    v.picked_up,
    v.represented,
    v.exit_days,
    v.exit_already
from report_version as v
inner join report_thing as t on t.source = 'episode' and v.agency_code = t.code and v.episode_id = t.id
inner join core.episode as e
    on
        v.agency_code = e.agency_code
        and v.episode_id = e.episode_id
        and v.submission_id = e.submission_id
        and v.content_hash = e.content_hash
where v.side = %(side)s;

analyze report_fed;

create temporary table report_referral on commit drop as
with matched as (
    select
        c.agency_code,
        r.*
    from report_side as s
    inner join report.counted_referral as c on s.freeze_id = c.freeze_id
    cross join
        lateral unnest(c.episode_ids, c.referral_ids, c.days, c.already_in_treatment) as r (
            episode_id, referral_id, days, already_in_treatment
        )
    where s.side = %(side)s
)

select
    r.agency_code,
    r.episode_id,
    r.referral_id,
    r.referred_on,
    m.days,
    coalesce(m.already_in_treatment, false) as already_in_treatment
from core.referral as r
inner join report_start as s on r.referred_on between s.first_day and s.last_day
inner join report_fed as f
    on r.agency_code = f.agency_code and r.episode_id = f.episode_id and r.submission_id = f.submission_id
left join matched as m
    on r.agency_code = m.agency_code and r.episode_id = m.episode_id and r.referral_id = m.referral_id;

analyze report_referral;

create temporary table report_release on commit drop as
select
    c.prison_code,
    r.stay_id,
    r.exit_on,
    r.exit_dat,
    r.picked_up
from report_side as s
inner join report.counted_release as c on s.freeze_id = c.freeze_id
cross join
    lateral unnest(c.stay_ids, c.exits_on, c.exit_dats, c.picked_up) as r (
        stay_id, exit_on, exit_dat, picked_up
    )
inner join report_thing as t on t.source = 'stay' and c.prison_code = t.code and r.stay_id = t.id
where s.side = %(side)s;

analyze report_release;
