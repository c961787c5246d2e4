-- A file may have hundreds of thousands of findings, and after a load nobody has counted them: hash them, as in
-- sql/link/remove_stale.sql. What loops all the same does so once for each agency.
set local enable_nestloop = off;

-- Causes in the last accepted files of these agencies, in the order in which to put them right: what brings most
-- into the figures of the area, then what puts most of them in doubt, then what lifts Load %% and DQ %%.
with file as (
    select
        sum(rows_submitted) as rows_submitted,
        sum(rows_loaded) as rows_loaded,
        sum(rows_loaded - rows_with_warning) as rows_clean
    from access.submission
    where submission_id = any(%(submission_ids)s)
),

figure as (
    select
        rule,
        item,
        severity,
        figure,
        sum(of_month)::integer as of_month,
        sum(of_year)::integer as of_year
    from access.fix_first_figure
    where
        agency_code = any(%(agencies)s)
        and (
            %(level)s in ('england', 'provider')
            or (%(level)s = 'partnership' and dat_code = %(area_code)s)
            -- Of a region the people who live in it: those of its partnerships.
            or (
                %(level)s = 'region'
                and dat_code in (
                    select a.area_code from access.area as a
                    where a.level = 'partnership' and a.region = %(area_code)s
                )
            )
        )
    group by rule, item, severity, figure
),

figures as (
    select
        rule,
        item,
        severity,
        sum(of_year) as places,
        json_object_agg(figure, json_build_array(of_month, of_year)) as figures
    from figure
    group by rule, item, severity
),

cause as (
    select
        rule,
        item,
        severity,
        sum(findings)::integer as findings,
        sum(rows_alone)::integer as rows_alone,
        sum(episodes_missing)::integer as episodes_missing,
        sum(episodes_out_of_date)::integer as episodes_out_of_date,
        json_agg(json_build_array(agency_code, submission_id, findings) order by findings desc, agency_code) as agencies
    from access.fix_first
    where agency_code = any(%(agencies)s)
    group by rule, item, severity
),

words as (
    select distinct on (rule, item)
        rule,
        item,
        message,
        fix
    from access.finding_count
    where submission_id = any(%(submission_ids)s)
    order by rule asc, item asc, findings desc, message asc
)

select
    c.rule,
    c.item,
    c.severity,
    w.message,
    w.fix,
    c.findings,
    c.rows_alone,
    c.episodes_missing,
    c.episodes_out_of_date,
    coalesce(f.figures, '{}') as figures,
    c.agencies,
    case c.severity
        when 'error' then trunc(100.0 * (l.rows_loaded + c.rows_alone) / nullif(l.rows_submitted, 0), 1)::float8
    end as load_next,
    case c.severity
        when 'warning' then trunc(100.0 * (l.rows_clean + c.rows_alone) / nullif(l.rows_loaded, 0), 1)::float8
    end as dq_next
from cause as c
cross join file as l
left join figures as f on c.rule = f.rule and c.item = f.item and c.severity = f.severity
left join words as w on c.rule = w.rule and c.item = w.item
order by
    case c.severity when 'error' then coalesce(f.places, 0) else 0 end desc,
    case c.severity when 'warning' then coalesce(f.places, 0) else 0 end desc,
    c.severity asc, -- an error before a warning
    c.rows_alone desc,
    c.findings desc,
    c.rule asc,
    c.item asc;
