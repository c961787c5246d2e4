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

-- In which spans one thing describes its client, of the numbers of what does in each of the four. Mostly one does in
-- every span that it lies in, so that each is looked at once. (Postgres puts it in place of the call.)
create or replace function pg_temp.described(of_month integer, of_quarter integer, of_ytd integer, of_rolling12 integer)
returns table (no integer, month boolean, quarter boolean, ytd boolean, rolling12 boolean) language sql immutable as
$$
select of_rolling12, of_month = of_rolling12, of_quarter = of_rolling12, of_ytd = of_rolling12, true
union all
select of_ytd, of_month = of_ytd, of_quarter = of_ytd, true, false
where of_ytd <> of_rolling12
union all
select of_quarter, of_month = of_quarter, true, false, false
where of_quarter <> of_ytd
union all
select of_month, true, false, false, false
where of_month <> of_quarter
$$;
