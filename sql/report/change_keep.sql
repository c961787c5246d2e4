insert into report_part (
    side, level, area_code, period_kind, measure, breakdown, thing_no, numerator, denominator
)
select
    %(side)s,
    a.level,
    a.area_code,
    f.period_kind,
    f.measure,
    f.breakdown,
    f.thing_no,
    f.numerator,
    f.denominator
from report_figure as f
inner join report_area as a on f.area_no = a.area_no
where f.thing_no is not null and (f.numerator <> 0 or f.denominator <> 0);
