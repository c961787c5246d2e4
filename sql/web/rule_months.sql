-- Findings of a rule by the month in which these files came.
select
    date_trunc('month', s.received_at at time zone 'Europe/London')::date as month,
    sum(c.findings)::integer as findings,
    count(distinct c.submission_id)::integer as files
from access.finding_count as c
inner join access.submission as s on c.submission_id = s.submission_id
where c.submission_id = any(%(submission_ids)s) and c.rule = %(rule)s
group by 1
order by 1;
