-- What to put right first: causes (a rule and an item) by what they keep out of an agency's own figures. All of it is
-- about each agency's last accepted file and the month before it came, with the twelve months that end with that one.

-- In which figures an episode counts, by its own days (report.md, Measures). The caseload is that of the month's end.
create or replace function out.figures_of(
    assessed_on date, caseload_on date, closed_on date, is_exit boolean, is_transfer boolean, month_start date
) returns table (figure text, of_month boolean, of_year boolean) language sql immutable as
$$
select
    f.figure,
    coalesce(f.holds and f.happened_on between s.month_start and s.month_end, false),
    coalesce(f.holds and f.happened_on between s.year_start and s.month_end, false)
from (
    select
        $6 as month_start,
        ($6 + interval '1 month')::date - 1 as month_end,
        ($6 - interval '11 months')::date as year_start
) as s
cross join lateral (
    values
    ('assessed', true, $1),
    ('caseload', $2 <= s.month_end and ($3 is null or $3 > s.month_end), s.month_end),
    ('exits', $4, $3),
    ('transfers', $5, $3)
) as f (figure, holds, happened_on)
$$;

-- Which figures an item decides or breaks down. What it feeds besides is no figure of the report.
create view out.item_figure as
select
    item,
    figure
from (
    values
    ('DOB', array['assessed', 'caseload', 'exits', 'transfers', 'referred']), -- who is under 18 counts nowhere
    ('CASESTDT', array['assessed', 'caseload']),
    ('ETHNIC', array['caseload']),
    ('DRUG2', array['caseload']),
    ('DRUG3', array['caseload']),
    ('INJSTAT', array['caseload']),
    ('ACCMNEED', array['caseload']),
    ('CLSRSN', array['exits']),
    ('TRFTO', array['transfers']),
    ('REFSTDT', array['referred'])
) as feeds (item, figures)
cross join lateral unnest(figures) as figure;

-- Each finding on a row of the last accepted files. alone: nothing else keeps the row from being loaded (an error),
-- or, where it is loaded, from being without a warning.
create view out.cause_row as
with latest as (
    select distinct on (agency_code)
        agency_code,
        submission_id,
        (date_trunc('month', received_at at time zone 'Europe/London') - interval '1 month')::date as month_start
    from out.submission
    where feed = 'cjit' and status = 'accepted'
    order by agency_code asc, received_at desc, arrival_no desc
),

found as (
    select
        l.agency_code,
        l.submission_id,
        l.month_start,
        f.row_no,
        f.rule,
        f.item,
        f.severity,
        f.episode_id,
        count(*) filter (where f.severity = 'error') over own_row as errors,
        count(*) filter (where f.severity = 'warning') over own_row as warnings
    from latest as l
    inner join out.finding as f on l.submission_id = f.submission_id
    where f.row_no is not null and f.severity in ('error', 'warning')
    window own_row as (partition by l.agency_code, l.submission_id, f.row_no)
)

select
    agency_code,
    submission_id,
    month_start,
    row_no,
    rule,
    item,
    severity,
    episode_id,
    errors = 0 as is_loaded,
    case severity when 'error' then errors = 1 else errors = 0 and warnings = 1 end as alone
from found;

-- Rows that one cause alone keeps out, with what they say and what is loaded of their episode.
create view out.row_kept_out as
select
    c.agency_code,
    c.rule,
    c.item,
    c.severity,
    c.month_start,
    coalesce(r.episode_id, 'row ' || r.row_no) as episode, -- a row without an EPISODID is an episode by itself
    r.dat_code,
    coalesce(r.age, 18) >= 18 as counts,
    r.assessed_on,
    r.caseload_on,
    r.closed_on,
    r.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from') as is_exit,
    r.closure_reason in ('105', '206') as is_transfer,
    r.referred_on,
    e.episode_id is null as is_missing,
    h.episode_id is not null as is_out_of_date,
    e.assessed_on as loaded_assessed_on,
    e.caseload_on as loaded_caseload_on,
    e.closed_on as loaded_closed_on,
    e.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from') as loaded_is_exit,
    e.closure_reason in ('105', '206') as loaded_is_transfer,
    e.submission_id as loaded_from
from out.cause_row as c
inner join core.row_in_error as r
    on c.agency_code = r.agency_code and c.submission_id = r.submission_id and c.row_no = r.row_no
left join core.episode as e
    on r.agency_code = e.agency_code and r.episode_id = e.episode_id and e.current_to is null
left join core.held_back as h on r.agency_code = h.agency_code and r.episode_id = h.episode_id
where c.severity = 'error' and c.alone;

create view out.fix_first as
with kept_out as (
    select
        agency_code,
        rule,
        item,
        count(distinct episode) filter (where is_missing) as episodes_missing,
        count(distinct episode) filter (where is_out_of_date) as episodes_out_of_date
    from out.row_kept_out
    group by agency_code, rule, item
),

cause as (
    select
        agency_code,
        submission_id,
        month_start,
        rule,
        item,
        severity,
        count(*) as findings,
        count(*) filter (where alone) as rows_alone
    from out.cause_row
    group by agency_code, submission_id, month_start, rule, item, severity
)

select
    c.agency_code,
    c.submission_id,
    to_char(c.month_start, 'YYYY-MM') as period,
    c.rule,
    c.item,
    c.severity,
    c.findings,
    c.rows_alone,
    coalesce(k.episodes_missing, 0) as episodes_missing,
    coalesce(k.episodes_out_of_date, 0) as episodes_out_of_date
from cause as c
left join kept_out as k on c.agency_code = k.agency_code and c.rule = k.rule and c.item = k.item;

-- By figure and the client's area: of an error the episodes that would come into the figure or leave it if it were
-- mended; of a warning the episodes that count in the figure while what it says of them is in doubt.
create view out.fix_first_figure as
with moved as (
    select
        k.agency_code,
        k.dat_code,
        k.rule,
        k.item,
        k.severity,
        k.episode,
        f.figure,
        f.of_month <> coalesce(was.of_month, false) as of_month,
        f.of_year <> coalesce(was.of_year, false) as of_year
    from out.row_kept_out as k
    cross join
        lateral out.figures_of(
            k.assessed_on, k.caseload_on, k.closed_on, k.is_exit, k.is_transfer, k.month_start
        ) as f
    left join
        lateral out.figures_of(
            k.loaded_assessed_on,
            k.loaded_caseload_on,
            k.loaded_closed_on,
            k.loaded_is_exit,
            k.loaded_is_transfer,
            k.month_start
        ) as was
        on f.figure = was.figure and not k.is_missing
    where k.counts and (k.is_missing or k.is_out_of_date)
    union all
    select
        k.agency_code,
        k.dat_code,
        k.rule,
        k.item,
        k.severity,
        k.episode,
        'referred' as figure,
        f.of_month and not coalesce(was.of_month, false) as of_month,
        f.of_year and not coalesce(was.of_year, false) as of_year
    from out.row_kept_out as k
    inner join lateral out.figures_of(k.referred_on, null, null, null, null, k.month_start) as f on f.figure = 'assessed'
    left join lateral (
        select
            bool_or(l.of_month) as of_month,
            bool_or(l.of_year) as of_year
        from core.referral as c
        inner join lateral out.figures_of(c.referred_on, null, null, null, null, k.month_start) as l on l.figure = 'assessed'
        where c.agency_code = k.agency_code and c.episode_id = k.episode and c.submission_id = k.loaded_from
    ) as was on true
    where k.counts and f.of_year
    union all
    select
        c.agency_code,
        e.dat_code,
        c.rule,
        c.item,
        c.severity,
        c.episode_id as episode,
        i.figure,
        f.of_month,
        f.of_year
    from out.cause_row as c
    inner join out.item_figure as i on c.item = i.item
    inner join core.episode as e
        on c.agency_code = e.agency_code and c.episode_id = e.episode_id and e.current_to is null
    left join core.episode_link as l
        on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
    inner join lateral (
        select
            a.figure,
            a.of_month,
            a.of_year
        from out.figures_of(
            e.assessed_on,
            e.caseload_on,
            e.closed_on,
            e.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from'),
            e.closure_reason in ('105', '206'),
            c.month_start
        ) as a
        union all
        select
            'referred' as figure,
            bool_or(d.of_month) as of_month,
            bool_or(d.of_year) as of_year
        from core.referral as r
        inner join lateral out.figures_of(r.referred_on, null, null, null, null, c.month_start) as d on d.figure = 'assessed'
        where
            i.figure = 'referred'
            and r.agency_code = e.agency_code
            and r.episode_id = e.episode_id
            and r.submission_id = e.submission_id
    ) as f on i.figure = f.figure
    where
        c.severity = 'warning'
        and c.is_loaded
        and l.duplicate_of is null
        and (coalesce(e.age, 18) >= 18 or c.item = 'DOB')
)

select
    agency_code,
    dat_code,
    rule,
    item,
    severity,
    figure,
    count(distinct episode) filter (where of_month) as of_month,
    count(distinct episode) filter (where of_year) as of_year
from moved
where of_month or of_year
group by agency_code, dat_code, rule, item, severity, figure;
