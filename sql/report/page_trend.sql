-- The months before this one, each as the last freeze made before this one had it: a later restatement of an
-- earlier month must not change a page that is out. Of which there was none, as this freeze knew it.
with earlier as (
    select distinct on (f.period) f.freeze_id
    from report."freeze" as f
    inner join report."freeze" as this
        on
            f.freeze_no < this.freeze_no
            and f.period < this.period
            and f.period >= to_char(to_date(this.period, 'YYYY-MM') - interval '12 months', 'YYYY-MM')
    where this.freeze_id = %(freeze_id)s
    order by f.period, f.freeze_no desc
)

select
    c.level,
    c.area_code,
    c.period,
    c.measure,
    c.value,
    c.numerator,
    c.denominator,
    'true' as published
from earlier as e
inner join report.ccjr as c on e.freeze_id = c.freeze_id
where
    c.period_kind = 'month'
    and c.breakdown = ''
    and c.measure = any(%(measures)s)
union all
select
    m.level,
    m.area_code,
    m.period,
    m.measure,
    case
        when m.denominator is null then m.numerator
        else round(100.0 * m.numerator / nullif(m.denominator, 0), 1)
    end as value,
    m.numerator,
    m.denominator,
    'false' as published
from report.month_before as m
where m.freeze_id = %(freeze_id)s and m.measure = any(%(measures)s);
