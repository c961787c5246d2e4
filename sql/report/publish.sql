-- The figures of the freeze. A count is its own value; a rate is rounded half up, but the two percentages
-- that providers work towards are cut, since 99.96 must not read as 100. Nothing of nothing is blank.
insert into report.ccjr (
    freeze_id, period, period_kind, period_start, level, area_code,
    measure, breakdown, value, numerator, denominator
)
select
    %(freeze_id)s,
    %(period)s,
    f.period_kind,
    s.period_start,
    a.level,
    a.area_code,
    f.measure,
    f.breakdown,
    case
        when f.denominator is null then f.numerator
        when f.measure in ('load_pct', 'dq_pct') then trunc(100.0 * f.numerator / nullif(f.denominator, 0), 1)
        else round(100.0 * f.numerator / nullif(f.denominator, 0), 1)
    end as value,
    f.numerator,
    f.denominator
from report_figure as f
inner join report_area as a on f.area_no = a.area_no
inner join report_span as s on f.period_kind = s.period_kind;
