-- What to put right first: causes (a rule and an item) by what they keep out of an agency's own figures. All of it is
-- about each agency's last accepted file and the month before it came, with the twelve months that end with that one.
--
-- Each file is worked through by itself, in a lateral join: there its number and its agency are constants, by which
-- each table is looked up once, and the CTEs of that file's rows see them. -- noqa: disable=ST05
-- Whether something is there is asked by in (select …), not by a join: that is hashed whatever Postgres believes of
-- tables that it has not counted.

-- In which figures an episode counts, by its own days (report.md, Measures). The caseload is that of the month's end.
-- Postgres merges it into the statement that asks, which saves a call for each row, unless an argument asks a table.
create or replace function out.figures_of(
    assessed_on date,
    caseload_on date,
    closed_on date,
    closure_reason text,
    is_exit boolean,
    referred_on date,
    month_start date
) returns table (figure text, of_month boolean, of_year boolean) language sql immutable as
$$
select
    f.figure,
    coalesce(f.holds and f.happened_on between s.month_start and s.month_end, false),
    coalesce(f.holds and f.happened_on between s.year_start and s.month_end, false)
from (
    select
        $7 as month_start,
        ($7 + interval '1 month')::date - 1 as month_end,
        ($7 - interval '11 months')::date as year_start
) as s
cross join lateral (
    values
    ('assessed', true, $1),
    ('caseload', $2 <= s.month_end and ($3 is null or $3 > s.month_end), s.month_end),
    ('exits', $5, $3),
    ('transfers', $4 in ('105', '206'), $3),
    ('referred', true, $6)
) as f (figure, holds, happened_on)
$$;

-- Which figures an item decides or breaks down. What it feeds besides is no figure of the report.
create view out.item_figure as
select
    item,
    figure
from (
    values
    ('DOB', 'assessed'), -- who is under 18 counts nowhere
    ('DOB', 'caseload'),
    ('DOB', 'exits'),
    ('DOB', 'transfers'),
    ('DOB', 'referred'),
    ('CASESTDT', 'assessed'),
    ('CASESTDT', 'caseload'),
    ('ETHNIC', 'caseload'),
    ('DRUG2', 'caseload'),
    ('DRUG3', 'caseload'),
    ('INJSTAT', 'caseload'),
    ('ACCMNEED', 'caseload'),
    ('CLSRSN', 'exits'),
    ('TRFTO', 'transfers'),
    ('REFSTDT', 'referred')
) as feeds (item, figure);

create view out.cause_file as
select distinct on (agency_code)
    agency_code,
    submission_id,
    (date_trunc('month', received_at at time zone 'Europe/London') - interval '1 month')::date as month_start
from out.submission
where feed = 'cjit' and status = 'accepted'
order by agency_code asc, received_at desc, arrival_no desc;

-- Rows with findings. The cause: the one thing that keeps the row from being loaded (an error) or, where it is loaded,
-- from being without a warning.
create view out.cause_row as
select
    submission_id,
    row_no,
    errors,
    warnings,
    case when errors = 1 then error_rule when errors = 0 and warnings = 1 then warning_rule end as rule,
    case when errors = 1 then error_item when errors = 0 and warnings = 1 then warning_item end as item,
    case when errors = 1 then 'error' when errors = 0 and warnings = 1 then 'warning' end as severity
from (
    select
        submission_id,
        row_no,
        count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity = 'warning') as warnings,
        min(rule) filter (where severity = 'error') as error_rule,
        min(item) filter (where severity = 'error') as error_item,
        min(rule) filter (where severity = 'warning') as warning_rule,
        min(item) filter (where severity = 'warning') as warning_item
    from out.finding
    where row_no is not null and severity in ('error', 'warning')
    group by submission_id, row_no
) as found;

create view out.fix_first as
select
    l.agency_code,
    l.submission_id,
    to_char(l.month_start, 'YYYY-MM') as period,
    f.rule,
    f.item,
    f.severity,
    f.findings,
    f.rows_alone,
    f.episodes_missing,
    f.episodes_out_of_date
from out.cause_file as l
cross join lateral (
    with alone as (
        select
            c.rule,
            c.item,
            c.severity,
            count(*) as rows_alone,
            -- A row without an EPISODID is an episode by itself.
            count(distinct coalesce(r.episode_id, 'row ' || r.row_no)) filter (
                where r.row_no is not null
                and (
                    r.episode_id is null
                    or r.episode_id not in (
                        select e.episode_id from core.episode as e
                        where e.agency_code = l.agency_code and e.current_to is null
                    )
                )
            ) as episodes_missing,
            count(distinct r.episode_id) filter (
                where r.episode_id in (
                    select h.episode_id from core.held_back as h
                    where h.agency_code = l.agency_code
                )
            ) as episodes_out_of_date
        from out.cause_row as c
        left join core.row_in_error as r
            on
                c.severity = 'error'
                and l.agency_code = r.agency_code
                and l.submission_id = r.submission_id
                and c.row_no = r.row_no
        where c.submission_id = l.submission_id and c.severity is not null
        group by c.rule, c.item, c.severity
    ),

    counted as (
        select
            t.rule,
            t.item,
            t.severity,
            sum(t.findings)::bigint as findings
        from out.finding_count as t
        where t.submission_id = l.submission_id and t.severity in ('error', 'warning') and t.first_row is not null
        group by t.rule, t.item, t.severity
    )

    select
        n.rule,
        n.item,
        n.severity,
        n.findings,
        coalesce(a.rows_alone, 0) as rows_alone,
        coalesce(a.episodes_missing, 0) as episodes_missing,
        coalesce(a.episodes_out_of_date, 0) as episodes_out_of_date
    from counted as n
    left join alone as a on n.rule = a.rule and n.item = a.item and n.severity = a.severity
) as f;

-- By figure and the client's area: of an error the episodes that would come into the figure or leave it if it were
-- mended; of a warning the episodes that count in the figure while what it says of them is in doubt.
create view out.fix_first_figure as
select
    l.agency_code,
    f.dat_code,
    f.rule,
    f.item,
    f.severity,
    f.figure,
    f.of_month,
    f.of_year
from out.cause_file as l
cross join lateral (
    with cause as materialized (
        select w.*
        from out.cause_row as w
        where w.submission_id = l.submission_id
    ),

    -- Once for each of its referrals.
    episode as (
        select
            e.episode_id,
            e.person_key,
            e.dat_code,
            e.age,
            e.assessed_on,
            e.caseload_on,
            e.closed_on,
            e.closure_reason,
            e.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from') as is_exit,
            r.referred_on
        from core.episode as e
        left join core.referral as r
            on e.agency_code = r.agency_code and e.episode_id = r.episode_id and e.submission_id = r.submission_id
        where e.agency_code = l.agency_code and e.current_to is null
    ),

    -- What is loaded, and the figures in which it counts.
    loaded as materialized (
        select
            e.episode_id,
            e.person_key,
            e.dat_code,
            e.age,
            f.figure,
            bool_or(f.of_month) as of_month,
            bool_or(f.of_year) as of_year
        from episode as e
        cross join
            lateral out.figures_of(
                e.assessed_on, e.caseload_on, e.closed_on, e.closure_reason, e.is_exit, e.referred_on, l.month_start
            ) as f
        where f.of_month or f.of_year
        group by e.episode_id, e.person_key, e.dat_code, e.age, f.figure
    ),

    -- Rows that one error alone keeps out. Where another row of the episode is loaded, only their referrals would be
    -- new.
    kept_out as (
        select
            c.rule,
            c.item,
            r.episode_id,
            coalesce(r.episode_id, 'row ' || r.row_no) as episode,
            r.dat_code,
            r.assessed_on,
            r.caseload_on,
            r.closed_on,
            r.closure_reason,
            r.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from') as is_exit,
            r.referred_on,
            r.episode_id is null
            or r.episode_id not in (select e.episode_id from episode as e)
            or r.episode_id in (select h.episode_id from core.held_back as h where h.agency_code = l.agency_code)
                as is_newest
        from cause as c
        inner join core.row_in_error as r
            on l.agency_code = r.agency_code and l.submission_id = r.submission_id and c.row_no = r.row_no
        where c.severity = 'error' and coalesce(r.age, 18) >= 18
    ),

    in_doubt as (
        select distinct
            f.rule,
            f.item,
            i.figure,
            f.episode_id
        from out.finding as f
        inner join out.item_figure as i on f.item = i.item
        where
            f.submission_id = l.submission_id
            and f.severity = 'warning'
            and f.row_no not in (select c.row_no from cause as c where c.errors > 0)
    ),

    -- By the person, as these are looked up. Whoever has been linked since is another.
    duplicate as (
        select
            k.person_key,
            k.episode_id
        from core.episode_link as k
        where
            k.person_key = any(array(select e.person_key from loaded as e))
            and k.agency_code = l.agency_code
            and k.duplicate_of is not null
    ),

    touched as (
        -- An error: the row would be the episode's first version, or its next one. It would bring its referral,
        -- whatever else is loaded of the episode.
        select
            k.dat_code,
            k.rule,
            k.item,
            'error' as severity,
            f.figure,
            k.episode,
            case f.figure
                when 'referred' then f.of_month and not coalesce(was.of_month, false)
                else f.of_month <> coalesce(was.of_month, false)
            end as of_month,
            case f.figure
                when 'referred' then f.of_year and not coalesce(was.of_year, false)
                else f.of_year <> coalesce(was.of_year, false)
            end as of_year
        from kept_out as k
        cross join
            lateral out.figures_of(
                k.assessed_on, k.caseload_on, k.closed_on, k.closure_reason, k.is_exit, k.referred_on, l.month_start
            ) as f
        left join loaded as was on k.episode_id = was.episode_id and f.figure = was.figure
        where f.figure = 'referred' or k.is_newest
        union all
        -- A warning: the figures of what is loaded in which the item says something.
        select
            was.dat_code,
            d.rule,
            d.item,
            'warning' as severity,
            was.figure,
            was.episode_id as episode,
            was.of_month,
            was.of_year
        from in_doubt as d
        inner join loaded as was on d.episode_id = was.episode_id and d.figure = was.figure
        where
            (coalesce(was.age, 18) >= 18 or d.item = 'DOB')
            and (was.person_key, was.episode_id) not in (
                select
                    x.person_key,
                    x.episode_id
                from duplicate as x
            )
    )

    select
        dat_code,
        rule,
        item,
        severity,
        figure,
        count(distinct episode) filter (where of_month) as of_month,
        count(distinct episode) filter (where of_year) as of_year
    from touched
    where of_month or of_year
    group by dat_code, rule, item, severity, figure
) as f;
