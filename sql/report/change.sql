-- Every cell that moved. A cell that is not there counts nothing.
insert into report.change (
    freeze_id, period_kind, level, area_code, measure, breakdown, published, now,
    published_numerator, now_numerator, published_denominator, now_denominator
)
with cell_then as (
    select * from report.ccjr
    where freeze_id in (select s.freeze_id from report_side as s where s.side = 'then')
),

cell_now as (
    select * from report.ccjr
    where freeze_id = %(freeze_id)s
)

select
    %(freeze_id)s,
    coalesce(t.period_kind, n.period_kind) as period_kind,
    coalesce(t.level, n.level) as level,
    coalesce(t.area_code, n.area_code) as area_code,
    coalesce(t.measure, n.measure) as measure,
    coalesce(t.breakdown, n.breakdown) as breakdown,
    case when t.measure is null and n.denominator is null then 0 else t.value end as published,
    case when n.measure is null and t.denominator is null then 0 else n.value end as now,
    coalesce(t.numerator, 0) as published_numerator,
    coalesce(n.numerator, 0) as now_numerator,
    t.denominator as published_denominator,
    n.denominator as now_denominator
from cell_then as t
full join cell_now as n
    on
        t.period_kind = n.period_kind
        and t.level = n.level
        and t.area_code = n.area_code
        and t.measure = n.measure
        and t.breakdown = n.breakdown
where
    coalesce(t.numerator, 0) <> coalesce(n.numerator, 0)
    or coalesce(t.denominator, 0) <> coalesce(n.denominator, 0)
    or coalesce(t.value, -1) <> coalesce(n.value, -1) and t.measure = n.measure;

-- What moved them. An episode without a cause of its own moved with another of the same person.
create temporary table report_moved_with on commit drop as
select distinct on (mine.agency_code, mine.episode_id)
    mine.agency_code as code,
    mine.episode_id as id,
    c.cause,
    c.code as by_code,
    c.id as by_id
from report_version as mine
inner join report_moved_person as p on mine.side = p.side and mine.person_no = p.person_no
inner join report_version as theirs on mine.side = theirs.side and mine.person_no = theirs.person_no
inner join report_cause as c
    on c.source = 'episode' and theirs.agency_code = c.code and theirs.episode_id = c.id
order by
    mine.agency_code asc,
    mine.episode_id asc,
    array_position(
        array['correction', 'late file', 'deletion', 'decision', 're-link', 'reference change', 'time'], c.cause
    ) asc,
    c.code collate "C" asc,
    c.id collate "C" asc;

analyze report_moved_with;

insert into report.change_part (
    freeze_id, period_kind, level, area_code, measure, breakdown, source, code, id, cause, by_code, by_id,
    numerator, denominator
)
with moved as (
    select
        period_kind,
        level,
        area_code,
        measure,
        breakdown,
        thing_no,
        sum(case side when 'now' then numerator else -numerator end) as numerator,
        sum(coalesce(case side when 'now' then denominator else -denominator end, 0)) as denominator
    from report_part
    group by period_kind, level, area_code, measure, breakdown, thing_no
)

select
    %(freeze_id)s,
    m.period_kind,
    m.level,
    m.area_code,
    m.measure,
    m.breakdown,
    t.source,
    t.code,
    nullif(t.id, '') as id,
    coalesce(own.cause, w.cause) as cause,
    case when own.cause is null then w.by_code end as by_code,
    case when own.cause is null then w.by_id end as by_id,
    m.numerator,
    m.denominator
from moved as m
inner join report_thing as t on m.thing_no = t.thing_no
left join report_cause as own on t.source = own.source and t.code = own.code and t.id = own.id
left join report_moved_with as w on t.source = 'episode' and t.code = w.code and t.id = w.id
where m.numerator <> 0 or m.denominator <> 0;

-- What no episode explains: another program counted, or somebody who has withdrawn consent is not to be named.
insert into report.change_part (
    freeze_id, period_kind, level, area_code, measure, breakdown, source, cause, numerator, denominator
)
with explained as (
    select
        period_kind,
        level,
        area_code,
        measure,
        breakdown,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from report.change_part
    where freeze_id = %(freeze_id)s
    group by period_kind, level, area_code, measure, breakdown
),

moved as (
    select
        *,
        now_numerator - published_numerator as numerator,
        coalesce(now_denominator, 0) - coalesce(published_denominator, 0) as denominator
    from report.change
    where freeze_id = %(freeze_id)s
),

reason as (
    select
        concat_ws(
            ' or ',
            case when t.code_version <> n.code_version then 'program' end,
            case
                when exists (select 1 from report.counted as c where c.freeze_id = t.freeze_id and c.erased > 0)
                    then 'consent withdrawn'
            end,
            case when t.matches_sha256 is null then 'not kept' end
        ) as cause
    from report."freeze" as n
    inner join report."freeze" as t on n.restates = t.freeze_id
    where n.freeze_id = %(freeze_id)s
)

select
    %(freeze_id)s,
    coalesce(m.period_kind, e.period_kind) as period_kind,
    coalesce(m.level, e.level) as level,
    coalesce(m.area_code, e.area_code) as area_code,
    coalesce(m.measure, e.measure) as measure,
    coalesce(m.breakdown, e.breakdown) as breakdown,
    'freeze' as source,
    coalesce(nullif(r.cause, ''), 'unexplained') as cause,
    coalesce(m.numerator, 0) - coalesce(e.numerator, 0) as numerator,
    coalesce(m.denominator, 0) - coalesce(e.denominator, 0) as denominator
from moved as m
full join explained as e
    on
        m.period_kind = e.period_kind
        and m.level = e.level
        and m.area_code = e.area_code
        and m.measure = e.measure
        and m.breakdown = e.breakdown
cross join reason as r
where
    coalesce(m.numerator, 0) <> coalesce(e.numerator, 0)
    or coalesce(m.denominator, 0) <> coalesce(e.denominator, 0)
    or (e.measure is null and m.numerator = 0 and m.denominator = 0);

-- Nothing restates the earlier freeze once more: what was counted for it is not needed any longer.
delete from report.counted where freeze_id in (select s.freeze_id from report_side as s where s.side = 'then');
delete from report.counted_referral where freeze_id in (select s.freeze_id from report_side as s where s.side = 'then');
delete from report.counted_release where freeze_id in (select s.freeze_id from report_side as s where s.side = 'then');
