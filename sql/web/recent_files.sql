-- Of each agency the last file of each of the last thirteen months that have any.
select distinct on (agency_code, feed, month) submission_id
from (
    select
        s.*,
        date_trunc('month', s.received_at at time zone 'Europe/London') as month
    from access.submission as s
) as dated
where received_at > (select max(l.received_at) from access.submission as l) - interval '13 months'
order by agency_code asc, feed asc, month asc, received_at desc, submission_id desc;
