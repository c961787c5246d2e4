-- Everything by row of what is over, in one transaction; verdicts with their counts stay for good.

with gone as (
    delete from core.referral as c
    using retention_version as v
    where
        c.agency_code = v.agency_code
        and c.episode_id = v.episode_id
        and c.submission_id = v.submission_id
    returning 1
)

insert into retention_count
select
    'referrals' as thing,
    count(*) as number
from gone;

with gone as (
    delete from core.review as c
    using retention_version as v
    where
        c.agency_code = v.agency_code
        and c.episode_id = v.episode_id
        and c.submission_id = v.submission_id
    returning 1
)

insert into retention_count
select
    'reviews' as thing,
    count(*) as number
from gone;

-- Who lost a current episode is linked again.
insert into core.touched_person (person_key, submission_id)
select distinct on (person_key)
    person_key,
    submission_id
from retention_version
where is_current
order by person_key, submission_id;

delete from core.absent as c
using retention_version as v
where v.is_current and c.agency_code = v.agency_code and c.episode_id = v.episode_id;

delete from core.held_back as c
using retention_version as v
where v.is_current and c.agency_code = v.agency_code and c.episode_id = v.episode_id;

delete from core.kept_away as c
using retention_version as v
where v.is_current and c.agency_code = v.agency_code and c.episode_id = v.episode_id;

delete from core.episode_link as c
using retention_version as v
where
    v.is_current
    and c.person_key = v.person_key
    and c.agency_code = v.agency_code
    and c.episode_id = v.episode_id;

delete from core.transfer as m
using retention_version as v
where
    v.is_current
    and m.person_key = v.person_key
    and (v.agency_code, v.episode_id) in ((m.from_agency, m.from_episode), (m.to_agency, m.to_episode));

delete from core.treatment_match as m
using retention_version as v
where
    v.is_current
    and m.person_key = v.person_key
    and m.agency_code = v.agency_code
    and m.episode_id = v.episode_id;

delete from core.prison_match as m
using retention_version as v
where
    v.is_current
    and m.person_key = v.person_key
    and m.agency_code = v.agency_code
    and m.episode_id = v.episode_id;

with gone as (
    delete from core.episode as c
    using retention_version as v
    where
        c.agency_code = v.agency_code
        and c.episode_id = v.episode_id
        and c.submission_id = v.submission_id
    returning 1
)

insert into retention_count
select
    'versions of episodes' as thing,
    count(*) as number
from gone;

with gone as (
    delete from core.treatment
    where submission_id in (select e.submission_id from retention_expired as e)
    returning person_key
),

matched_again as (
    insert into core.person_to_match (person_key)
    select distinct person_key
    from gone
)

insert into retention_count
select
    'treatment episodes' as thing,
    count(*) as number
from gone;

with gone as (
    delete from core.stay
    where submission_id in (select e.submission_id from retention_expired as e)
    returning person_key
),

matched_again as (
    insert into core.person_to_match (person_key)
    select distinct person_key
    from gone
)

insert into retention_count
select
    'stays' as thing,
    count(*) as number
from gone;

with gone as (
    delete from dq.finding
    where submission_id in (select e.submission_id from retention_expired as e)
    returning 1
)

insert into retention_count
select
    'findings' as thing,
    count(*) as number
from gone;

with gone as (
    delete from dq.mismatch as m
    using dq.mismatch_closed as c
    where
        m.agency_code = c.agency_code
        and m.episode_id = c.episode_id
        and m.kind = c.kind
        and m.found_in = c.found_in
        and m.found_in in (select e.submission_id from retention_expired as e)
    returning 1
)

insert into retention_count
select
    'closed mismatches' as thing,
    count(*) as number
from gone;

-- What reports of that time counted, and the episodes that moved a figure: the figures stay.
delete from report.counted
where
    agency_code = %(unit)s
    and freeze_id in (
        select f.freeze_id from report."freeze" as f
        where (f.frozen_at at time zone 'Europe/London')::date < %(before)s
    );

delete from report.counted_referral
where
    agency_code = %(unit)s
    and freeze_id in (
        select f.freeze_id from report."freeze" as f
        where (f.frozen_at at time zone 'Europe/London')::date < %(before)s
    );

delete from report.counted_release
where
    prison_code = %(unit)s
    and freeze_id in (
        select f.freeze_id from report."freeze" as f
        where (f.frozen_at at time zone 'Europe/London')::date < %(before)s
    );

update report.change_part
set
    id = null,
    by_code = null,
    by_id = null
where
    %(unit)s in (code, by_code)
    and freeze_id in (
        select f.freeze_id from report."freeze" as f
        where (f.frozen_at at time zone 'Europe/London')::date < %(before)s
    );

delete from dq.unconsented_row
where submission_id in (select e.submission_id from retention_expired as e);

delete from core.row_in_error
where submission_id in (select e.submission_id from retention_expired as e);

-- Why warnings were right, with the last that is known of their episode; dq.explained follows.
delete from dq.explanation as x
where
    x.agency_code = %(unit)s
    and (x.said_at at time zone 'Europe/London')::date < %(before)s
    and not exists (
        select 1 from core.episode as e
        where e.agency_code = x.agency_code and e.episode_id = x.episode_id
    );

delete from dq.pending_erasure
where submission_id in (select e.submission_id from retention_expired as e);

delete from dq.replay_change
where submission_id in (select e.submission_id from retention_expired as e);

insert into dq.removed (submission_id, kind, removed_at)
select
    submission_id,
    'rows' as kind,
    %(now)s as removed_at
from retention_expired;

insert into retention_count
select
    'submissions' as thing,
    count(*) as number
from retention_expired;

insert into dq.removal (removed_at, kind, unit, received_before, thing, number)
select
    %(now)s as removed_at,
    'rows' as kind,
    %(unit)s,
    %(before)s as received_before,
    thing,
    number
from retention_count
where number > 0
on conflict (removed_at, kind, unit, thing) do update set number = removal.number + excluded.number;
