-- Who has findings of a rule in these files, most of their rows first.
select
    c.agency_code,
    a.name,
    c.submission_id,
    sum(c.findings)::integer as findings,
    round(100.0 * sum(c.findings) / nullif(max(s.rows_submitted), 0), 1)::float8 as share
from access.finding_count as c
inner join access.submission as s on c.submission_id = s.submission_id
left join access.agency as a on c.agency_code = a.agency_code
where c.submission_id = any(%(submission_ids)s) and c.rule = %(rule)s
group by c.agency_code, a.name, c.submission_id
order by share desc nulls last, c.agency_code;
