-- Columns are those of the views of out, and what they mean is said there. -- noqa: disable=AM04,LT09
-- Figures: one's own areas, and as benchmarks the rates of England and its regions where access.md grants them.
create view access.ccjr with (security_barrier) as
select *
from out.ccjr
where
    current_user = 'cjit_engineer'
    or (level, area_code) in (select a.level, a.area_code from access.area as a)
    or (
        current_user in ('cjit_region', 'cjit_commissioner', 'cjit_pcc')
        and access.scope() is not null
        and level in ('england', 'region')
        and denominator is not null
    );

-- The public release: anybody's.
create view access.ccjr_public as
select *
from out.ccjr_public;

create view access."freeze" as
select *
from out."freeze";

-- What a restatement changed in one's own areas.
create view access.ccjr_change with (security_barrier) as
select *
from out.ccjr_change
where
    current_user = 'cjit_engineer'
    or (level, area_code) in (select a.level, a.area_code from access.area as a);

-- Which episodes did: an agency's own, of its own figures, and for the agency alone. Where another agency's episode of
-- the same person moved one with it, that is not told: it would say that the person is known there.
create view access.ccjr_change_cause with (security_barrier) as
select
    freeze_id,
    period_kind,
    level,
    area_code,
    measure,
    breakdown,
    episode_id,
    cause,
    case when by_agency = area_code then by_episode end as by_episode,
    numerator,
    denominator
from out.ccjr_change_cause
where
    current_user = 'cjit_provider'
    and source = 'episode'
    and level = 'provider'
    and agency_code = area_code
    and area_code in (select g.agency_code from access.agency as g);

create view access.freeze_submission with (security_barrier) as
select *
from out.freeze_submission
where
    current_user = 'cjit_engineer'
    or agency_code in (select g.agency_code from access.agency as g);

-- What the codes of the breakdowns were called when a report was made.
create view access.code as
select
    freeze_id,
    list,
    code,
    label
from report.pinned_code;

-- Operations: counts of nights, of what retention removed and of what replays found.
create view access.night as
select *
from out.night;

create view access.removal as
select *
from out.removal;

create view access.replay as
select *
from out.replay;

create view access.backlog as
select *
from out.backlog;
