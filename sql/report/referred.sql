-- Clients referred to structured treatment in the period, each by their earliest referral in it, and what came of
-- it. Who was in treatment already is in none of the rates; a rate has only referrals that are old enough on the
-- freeze's day to tell.
create temporary table report_referred on commit drop as
with referral as (
    select
        row_number() over (
            order by r.referred_on, r.agency_code collate "C", r.episode_id collate "C", r.referral_id collate "C"
        )::integer as referral_no,
        e.person_no,
        e.area_nos,
        e.thing_no,
        r.referred_on,
        r.days,
        r.already_in_treatment
    from report_referral as r
    inner join report_episode as e on r.agency_code = e.agency_code and r.episode_id = e.episode_id
),

earliest as (
    select
        area_no,
        min(r.referral_no) filter (where r.referred_on >= s.month_start) as month,
        min(r.referral_no) filter (where r.referred_on >= s.quarter_start) as quarter,
        min(r.referral_no) filter (where r.referred_on >= s.ytd_start) as ytd,
        min(r.referral_no) as rolling12
    from referral as r
    cross join report_start as s
    cross join lateral unnest(r.area_nos) as area_no
    group by area_no, r.person_no
)

select
    c.area_no,
    r.already_in_treatment,
    %(day)s - r.referred_on >= 21 and not r.already_in_treatment as known_21,
    %(day)s - r.referred_on >= 42 and not r.already_in_treatment as known_42,
    %(day)s - r.referred_on >= 84 and not r.already_in_treatment as known_84,
    case when r.days <= 21 then 21 when r.days <= 42 then 42 when r.days <= 84 then 84 end as started_within,
    r.thing_no,
    count(*) filter (where d.month) as month,
    count(*) filter (where d.quarter) as quarter,
    count(*) filter (where d.ytd) as ytd,
    count(*) filter (where d.rolling12) as rolling12
from earliest as c
cross join lateral pg_temp.described(c.month, c.quarter, c.ytd, c.rolling12) as d
inner join referral as r on d.no = r.referral_no
group by c.area_no, r.already_in_treatment, known_21, known_42, known_84, started_within, r.thing_no;

insert into report_figure (area_no, period_kind, measure, thing_no, numerator, denominator)
with client as (
    select
        c.area_no,
        c.already_in_treatment,
        c.known_21,
        c.known_42,
        c.known_84,
        c.started_within,
        c.thing_no,
        span.*
    from report_referred as c
    cross join
        lateral (
            values
            ('month', c.month),
            ('quarter', c.quarter),
            ('ytd', c.ytd),
            ('rolling12', c.rolling12)
        ) as span (period_kind, clients)
    where span.clients > 0
),

counted as (
    select
        a.area_no,
        s.period_kind,
        c.thing_no,
        coalesce(sum(c.clients), 0) as clients,
        coalesce(sum(c.clients) filter (where c.already_in_treatment), 0) as already,
        coalesce(sum(c.clients) filter (where c.known_21), 0) as of_21,
        coalesce(sum(c.clients) filter (where c.known_42), 0) as of_42,
        coalesce(sum(c.clients) filter (where c.known_84), 0) as of_84,
        coalesce(sum(c.clients) filter (where c.known_21 and c.started_within <= 21), 0) as in_21,
        coalesce(sum(c.clients) filter (where c.known_42 and c.started_within <= 42), 0) as in_42,
        coalesce(sum(c.clients) filter (where c.known_84 and c.started_within <= 84), 0) as in_84
    from report_area as a
    cross join report_span as s
    left join client as c on a.area_no = c.area_no and s.period_kind = c.period_kind
    group by a.area_no, s.period_kind, c.thing_no
)

select
    n.area_no,
    n.period_kind,
    figure.measure,
    n.thing_no,
    figure.numerator,
    figure.denominator
from counted as n
cross join lateral (
    values
    ('referred', n.clients, null),
    ('already_in_treatment', n.already, null),
    ('referred_started_21', n.in_21, n.of_21),
    ('referred_started_42', n.in_42, n.of_42),
    ('referred_started_84', n.in_84, n.of_84)
) as figure (measure, numerator, denominator);
