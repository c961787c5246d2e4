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

create view out.fix_first as
select
    c.agency_code,
    c.submission_id,
    to_char(c.month_start, 'YYYY-MM') as period,
    c.rule,
    c.item,
    c.severity,
    count(*) as findings,
    count(*) filter (where c.alone) as rows_alone,
    -- A row without an EPISODID is an episode by itself.
    count(distinct coalesce(r.episode_id, 'row ' || r.row_no)) filter (
        where r.row_no is not null and e.episode_id is null
    ) as episodes_missing,
    count(distinct h.episode_id) as episodes_out_of_date
from out.cause_row as c
left join core.row_in_error as r
    on
        c.severity = 'error'
        and c.alone
        and c.agency_code = r.agency_code
        and c.submission_id = r.submission_id
        and c.row_no = r.row_no
left join core.episode as e
    on r.agency_code = e.agency_code and r.episode_id = e.episode_id and e.current_to is null
left join core.held_back as h on r.agency_code = h.agency_code and r.episode_id = h.episode_id
group by c.agency_code, c.submission_id, c.month_start, c.rule, c.item, c.severity;

-- The branches of one lateral join, not CTEs: a CTE that is read twice would be made for all agencies whatever the
-- caller asks for. -- noqa: disable=ST05
-- By figure and the client's area: of an error the episodes that would come into the figure or leave it if it were
-- mended; of a warning the episodes that count in the figure while what it says of them is in doubt.
create view out.fix_first_figure as
with fed as (
    select distinct item
    from out.item_figure
),

-- Findings that touch a figure at all: errors that alone keep a row out, and warnings on items that feed one.
touching as (
    select
        c.agency_code,
        c.rule,
        c.item,
        c.severity,
        c.month_start,
        r.row_no,
        coalesce(case c.severity when 'error' then r.episode_id else c.episode_id end, 'row ' || c.row_no) as episode,
        case c.severity when 'error' then r.dat_code end as dat_code,
        r.age,
        r.assessed_on,
        r.caseload_on,
        r.closed_on,
        r.closure_reason,
        r.referred_on
    from out.cause_row as c
    left join core.row_in_error as r
        on
            c.severity = 'error'
            and c.alone
            and c.agency_code = r.agency_code
            and c.submission_id = r.submission_id
            and c.row_no = r.row_no
    where r.row_no is not null or (c.severity = 'warning' and c.is_loaded and c.item in (select f.item from fed as f))
)

select
    t.agency_code,
    coalesce(t.dat_code, case t.severity when 'warning' then e.dat_code end) as dat_code,
    t.rule,
    t.item,
    t.severity,
    m.figure,
    count(distinct t.episode) filter (where m.of_month) as of_month,
    count(distinct t.episode) filter (where m.of_year) as of_year
from touching as t
left join core.episode as e
    on t.agency_code = e.agency_code and t.episode = e.episode_id and e.current_to is null
left join core.held_back as h on t.agency_code = h.agency_code and t.episode = h.episode_id
left join core.episode_link as l
    on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
cross join
    lateral (
        select
            e.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from') as is_exit,
            e.closure_reason in ('105', '206') as is_transfer
    ) as loaded
cross join
    lateral (
        -- An error: the row would be the episode's first version, or its next one.
        select
            f.figure,
            f.of_month <> was.of_month as of_month,
            f.of_year <> was.of_year as of_year
        from
            out.figures_of(
                t.assessed_on,
                t.caseload_on,
                t.closed_on,
                t.closure_reason in (select x.code from ref.code as x where x.list = 'closure_from'),
                t.closure_reason in ('105', '206'),
                t.month_start
            ) as f
        inner join
            lateral out.figures_of(
                e.assessed_on, e.caseload_on, e.closed_on, loaded.is_exit, loaded.is_transfer, t.month_start
            ) as was
            on f.figure = was.figure
        where t.severity = 'error' and coalesce(t.age, 18) >= 18 and (e.episode_id is null or h.episode_id is not null)
        union all
        -- It would bring its referral, whatever else is loaded of the episode.
        select
            'referred' as figure,
            f.of_month and not coalesce(was.of_month, false) as of_month,
            f.of_year and not coalesce(was.of_year, false) as of_year
        from out.figures_of(t.referred_on, null, null, null, null, t.month_start) as f
        left join lateral (
            select
                bool_or(d.of_month) as of_month,
                bool_or(d.of_year) as of_year
            from core.referral as c
            inner join lateral out.figures_of(c.referred_on, null, null, null, null, t.month_start) as d
                on d.figure = 'assessed'
            where c.agency_code = e.agency_code and c.episode_id = e.episode_id and c.submission_id = e.submission_id
        ) as was on true
        where
            t.severity = 'error'
            and f.figure = 'assessed'
            and t.referred_on is not null
            and coalesce(t.age, 18) >= 18
        union all
        -- A warning: the figures of what is loaded in which the item says something.
        select
            f.figure,
            f.of_month,
            f.of_year
        from (
            select
                d.figure,
                d.of_month,
                d.of_year
            from
                out.figures_of(
                    e.assessed_on, e.caseload_on, e.closed_on, loaded.is_exit, loaded.is_transfer, t.month_start
                ) as d
            union all
            select
                'referred' as figure,
                bool_or(d.of_month) as of_month,
                bool_or(d.of_year) as of_year
            from core.referral as c
            inner join lateral out.figures_of(c.referred_on, null, null, null, null, t.month_start) as d
                on d.figure = 'assessed'
            where c.agency_code = e.agency_code and c.episode_id = e.episode_id and c.submission_id = e.submission_id
        ) as f
        inner join out.item_figure as i on f.figure = i.figure and t.item = i.item
        where
            t.severity = 'warning'
            and l.duplicate_of is null
            and (coalesce(e.age, 18) >= 18 or t.item = 'DOB')
    ) as m
where m.of_month or m.of_year
group by
    t.agency_code,
    coalesce(t.dat_code, case t.severity when 'warning' then e.dat_code end),
    t.rule,
    t.item,
    t.severity,
    m.figure;
