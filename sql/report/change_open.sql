-- The two freezes that a restatement is between: what was counted then, and what is counted now.
create temporary table report_side on commit drop as
select
    side.side,
    f.freeze_id,
    (f.frozen_at at time zone 'Europe/London')::date as day
from report."freeze" as this
cross join lateral (values ('then', this.restates), ('now', this.freeze_id)) as side (side, freeze_id)
inner join report."freeze" as f on side.freeze_id = f.freeze_id
where this.freeze_id = %(freeze_id)s;

-- What each side counted at each part of an area: how much of a cell is whose.
create temporary table report_part (
    side text not null,
    level text not null,
    area_code text not null,
    period_kind text not null,
    measure text not null,
    breakdown text not null,
    thing_no integer not null,
    numerator bigint not null,
    denominator bigint
) on commit drop;

-- Matches of referrals, as one word for each episode.
create temporary table report_found on commit drop as
select
    s.side,
    c.agency_code,
    r.episode_id,
    string_agg(
        concat_ws(' ', r.referral_id, r.days, r.already_in_treatment), ',' order by r.referral_id
    ) as found
from report_side as s
inner join report.counted_referral as c on s.freeze_id = c.freeze_id
cross join
    lateral unnest(c.episode_ids, c.referral_ids, c.days, c.already_in_treatment) as r (
        episode_id, referral_id, days, already_in_treatment
    )
group by s.side, c.agency_code, r.episode_id;

analyze report_found;

-- The versions that were counted, their people, and what matching found.
create temporary table report_version on commit drop as
with counted as (
    select
        s.side,
        c.agency_code,
        e.*
    from report_side as s
    inner join report.counted as c on s.freeze_id = c.freeze_id
    cross join
        lateral unnest(
            c.episode_ids, c.content_hashes, c.person_nos, c.picked_up, c.represented, c.exit_days, c.exit_already
        ) as e (episode_id, content_hash, person_no, picked_up, represented, exit_days, exit_already)
),

-- An episode that went back to an earlier state has two versions that say the same.
version as (
    select distinct on (agency_code, episode_id, content_hash)
        agency_code,
        episode_id,
        content_hash,
        submission_id,
        dat_code,
        prompt,
        ethnicity,
        closed_on,
        closure_reason
    from core.episode
    order by agency_code asc, episode_id asc, content_hash asc, current_from desc
)

select
    c.side,
    c.agency_code,
    c.episode_id,
    c.content_hash,
    c.person_no,
    c.picked_up,
    c.represented,
    c.exit_days,
    c.exit_already,
    concat_ws(';', c.picked_up, c.represented, coalesce(c.exit_days, -1), c.exit_already, f.found) as found,
    v.submission_id,
    v.dat_code,
    v.prompt,
    v.ethnicity,
    v.closed_on,
    v.closure_reason
from counted as c
inner join version as v
    on c.agency_code = v.agency_code and c.episode_id = v.episode_id and c.content_hash = v.content_hash
left join report_found as f
    on c.side = f.side and c.agency_code = f.agency_code and c.episode_id = f.episode_id;

analyze report_version;
