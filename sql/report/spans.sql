-- The four spans of time that end with the report month (report.md, Periods), as rows and as one row. Each lies
-- within the next: month, quarter, year from April, twelve months.
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

create temporary table report_start on commit drop as
select
    %(month_start)s::date as month_start,
    %(quarter_start)s::date as quarter_start,
    %(ytd_start)s::date as ytd_start,
    %(rolling12_start)s::date as first_day,
    %(period_end)s::date as last_day;

-- The things that a restatement counts one by one (change_things.sql); empty while a freeze is counted.
create temporary table report_thing (
    thing_no integer not null,
    source text not null,
    code text not null,
    id text not null
) on commit drop;

analyze report_span;
analyze report_start;
analyze report_thing;
