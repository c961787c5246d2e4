-- The months before this one, of the 13 that a trend shows, of which there is no report: the measures of the trend as
-- this freeze knows them, so that the first report has a trend, too. What is published of a month is shown instead
-- (page_trend.sql). Months before anything is known are left out, and so are partnerships that were not on the list
-- by a month's last day, unless somebody counts there.
create temporary table report_month on commit drop as
select
    to_char(month.starts, 'YYYY-MM') as period,
    month.starts::date as first_day,
    (month.starts + interval '1 month' - interval '1 day')::date as last_day
from report_start as s
cross join
    lateral generate_series(
        s.month_start - interval '12 months', s.month_start - interval '1 month', interval '1 month'
    ) as month (starts)
where not exists (
    select 1 from report."freeze" as f
    where f.period = to_char(month.starts, 'YYYY-MM')
);

analyze report_month;

-- Episodes of adults, no duplicates, with the areas that count each; none where every month has a report.
create temporary table report_known on commit drop as
select
    row_number() over (
        order by e.assessed_on, e.agency_code collate "C", e.episode_id collate "C"
    )::integer as episode_no,
    e.agency_code,
    e.episode_id,
    e.submission_id,
    (dense_rank() over (order by e.person_key))::integer as person_no,
    array_remove(coalesce(place.area_nos, england.area_nos) || provider.area_no, null) as area_nos,
    e.assessed_on,
    e.caseload_on,
    e.closed_on,
    closure.code is not null as is_exit
from core.episode as e
cross join report_england as england
left join core.episode_link as l
    on e.person_key = l.person_key and e.agency_code = l.agency_code and e.episode_id = l.episode_id
left join report_lies_in as place on e.dat_code = place.dat_code
left join report_area as provider on provider.level = 'provider' and e.agency_code = provider.area_code
left join report_code as closure on closure.list = 'closure_from' and e.closure_reason = closure.code
where
    e.current_to is null
    and l.duplicate_of is null
    and coalesce(e.age, 18) >= 18
    and exists (select 1 from report_month);

analyze report_known;

create temporary table report_month_figure on commit drop as
with assessed as (
    select distinct on (m.period, area_no, e.person_no)
        m.period,
        area_no,
        e.caseload_on is not null as onto_caseload
    from report_known as e
    inner join report_month as m on e.assessed_on between m.first_day and m.last_day
    cross join lateral unnest(e.area_nos) as area_no
    order by m.period, area_no, e.person_no, e.episode_no
),

referred as (
    select distinct on (m.period, area_no, e.person_no)
        m.period,
        area_no,
        %(day)s - r.referred_on >= 21 and not coalesce(t.already_in_treatment, false) as known_21,
        coalesce(t.days <= 21, false) as in_21
    from report_known as e
    inner join core.referral as r
        on e.agency_code = r.agency_code and e.episode_id = r.episode_id and e.submission_id = r.submission_id
    inner join report_month as m on r.referred_on between m.first_day and m.last_day
    left join core.treatment_match as t
        on
            t.anchor = 'referral'
            and r.agency_code = t.agency_code
            and r.episode_id = t.episode_id
            and r.referral_id = t.referral_id
    cross join lateral unnest(e.area_nos) as area_no
    order by
        m.period asc,
        area_no asc,
        e.person_no asc,
        r.referred_on asc,
        r.agency_code collate "C" asc,
        r.episode_id collate "C" asc,
        r.referral_id collate "C" asc
),

-- A line for each client whom a measure counts: in its numerator, and of a rate in its denominator.
client as (
    select
        a.period,
        a.area_no,
        figure.measure,
        figure.is_above,
        figure.is_below
    from assessed as a
    cross join
        lateral (
            values
            ('assessed', true, false),
            ('onto_caseload', a.onto_caseload, true)
        ) as figure (measure, is_above, is_below)
    union all
    select
        r.period,
        r.area_no,
        figure.measure,
        figure.is_above,
        figure.is_below
    from referred as r
    cross join
        lateral (
            values
            ('referred', true, false),
            ('referred_started_21', r.known_21 and r.in_21, r.known_21)
        ) as figure (measure, is_above, is_below)
    union all
    select
        c.period,
        c.area_no,
        c.measure,
        true as is_above,
        false as is_below
    from (
        select distinct
            m.period,
            area_no,
            figure.measure,
            e.person_no
        from report_known as e
        cross join report_month as m
        cross join
            lateral (
                values
                ('caseload', e.caseload_on <= m.last_day and (e.closed_on is null or e.closed_on > m.last_day)),
                ('exits', e.is_exit and e.closed_on between m.first_day and m.last_day)
            ) as figure (measure, counts)
        cross join lateral unnest(e.area_nos) as area_no
        where figure.counts
    ) as c
)

select
    period,
    area_no,
    measure,
    count(*) filter (where is_above) as numerator,
    count(*) filter (where is_below) as denominator
from client
group by period, area_no, measure;

insert into report.month_before (freeze_id, period, level, area_code, measure, numerator, denominator)
with first_known as (
    select min(period) as period from report_month_figure
)

select
    %(freeze_id)s,
    m.period,
    a.level,
    a.area_code,
    measure.name,
    coalesce(f.numerator, 0) as numerator,
    case when measure.is_rate then coalesce(f.denominator, 0) end as denominator
from report_month as m
inner join first_known as k on m.period >= k.period
cross join report_area as a
cross join
    (
        values
        ('assessed', false),
        ('onto_caseload', true),
        ('caseload', false),
        ('exits', false),
        ('referred', false),
        ('referred_started_21', true)
    ) as measure (name, is_rate)
left join report_month_figure as f
    on m.period = f.period and a.area_no = f.area_no and measure.name = f.measure
where
    a.level <> 'partnership'
    or exists (
        select 1 from report_month_figure as any_figure
        where m.period = any_figure.period and a.area_no = any_figure.area_no
    )
    or exists (
        select 1 from ref.partnership as p
        where a.area_code = p.dat_code and m.last_day between p.valid_from and p.valid_to
    );
