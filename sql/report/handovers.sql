-- What is handed over, counted by itself and not by client: closures as transferred to another CJIT area, and
-- releases from secure settings. Both at least three weeks old on the freeze's day, so that they can have been
-- picked up. A closure is its episode's; a release is the area's that it went to, and no provider's.
create temporary table report_handover on commit drop as
with handover as (
    select
        'transfers_picked_up' as measure,
        e.area_nos,
        e.closed_on as happened_on,
        e.picked_up,
        e.thing_no
    from report_episode as e
    inner join report_start as s on e.closed_on between s.first_day and s.last_day
    where e.is_transfer
    union all
    select
        'prison_pickup_21' as measure,
        coalesce(place.area_nos, england.area_nos) as area_nos,
        r.exit_on as happened_on,
        r.picked_up,
        thing.thing_no
    from report_release as r
    cross join report_england as england
    left join report_lies_in as place on r.exit_dat = place.dat_code
    left join report_thing as thing
        on thing.source = 'stay' and r.prison_code = thing.code and r.stay_id = thing.id
)

select
    h.measure,
    area_no,
    s.period_kind,
    h.thing_no,
    count(*) as handovers,
    count(*) filter (where h.picked_up) as picked_up
from handover as h
inner join report_span as s on h.happened_on between s.period_start and s.period_end
cross join lateral unnest(h.area_nos) as area_no
where %(day)s - h.happened_on >= 21
group by h.measure, area_no, s.period_kind, h.thing_no;

insert into report_figure (area_no, period_kind, measure, thing_no, numerator, denominator)
select
    a.area_no,
    s.period_kind,
    figure.measure,
    h.thing_no,
    coalesce(h.picked_up, 0) as numerator,
    coalesce(h.handovers, 0) as denominator
from report_area as a
cross join report_span as s
cross join (values ('transfers_picked_up'), ('prison_pickup_21')) as figure (measure)
left join report_handover as h
    on a.area_no = h.area_no and s.period_kind = h.period_kind and figure.measure = h.measure
where figure.measure <> 'prison_pickup_21' or a.level <> 'provider';
