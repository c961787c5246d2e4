-- The four spans of time that end with the report month (report.md, Periods).
create temporary table report_span (
    period_kind text primary key,
    period_start date not null,
    period_end date not null
) on commit drop;

insert into report_span (period_kind, period_start, period_end)
values
('month', %(month_start)s, %(period_end)s),
('quarter', %(quarter_start)s, %(period_end)s),
('ytd', %(ytd_start)s, %(period_end)s),
('rolling12', %(rolling12_start)s, %(period_end)s);

analyze report_span;
