-- Columns are those of the views of out, and what they mean is said there. -- noqa: disable=AM04,LT09
-- Files and their counts. What has to do with no registered agency is the engineers' alone.
create view access.submission with (security_barrier) as
select *
from out.submission
where
    current_user = 'cjit_engineer'
    or agency_code in (select g.agency_code from access.agency as g);

create view access.held_file with (security_barrier) as
select *
from out.held_file
where
    current_user = 'cjit_engineer'
    or agency_code in (select g.agency_code from access.agency as g);

-- Findings by row: for the agency itself and its regional team, who get no reference of a client and no value
-- (grants below).
-- Whose they may be is worked out once (an array), and not joined: a plan may else read all findings for each agency.
-- With them why a warning is right as it is, where somebody said so: joined here, where it costs nothing unasked.
create view access.finding with (security_barrier) as
select
    f.*,
    x.explained_by,
    x.explained_at,
    x.why
from out.finding as f
left join out.explanation as x
    on
        f.agency_code = x.agency_code
        and f.episode_id = x.episode_id
        and f.rule = x.rule
        and f.item = x.item
where
    current_user in ('cjit_region', 'cjit_provider')
    and f.agency_code = any(array(select g.agency_code from access.agency as g));

create view access.finding_count with (security_barrier) as
select *
from out.finding_count
where
    current_user = 'cjit_engineer'
    or agency_code = any(array(select g.agency_code from access.agency as g));

create view access.mismatch with (security_barrier) as
select
    -- For addresses of pages, which end in logs: EPISODID must not.
    md5(concat_ws('/', m.agency_code, m.episode_id, m.kind, m.found_in)) as mismatch_id,
    m.*,
    s.received_at as found_at
from out.mismatch as m
inner join dq.submission as s on m.found_in = s.submission_id
where
    current_user in ('cjit_region', 'cjit_provider')
    and m.agency_code in (select g.agency_code from access.agency as g);

create view access.mismatch_change with (security_barrier) as
select *
from out.mismatch_change
where
    current_user in ('cjit_region', 'cjit_provider')
    and agency_code in (select g.agency_code from access.agency as g);

create view access.rule as
select *
from dq.rule;
