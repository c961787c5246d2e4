-- Releases whose spans of twelve months overlap those of a period, the newest first.
select
    release_id,
    freeze_id,
    period
from report.public_release
where
    to_date(period, 'YYYY-MM') between
    to_date(%(period)s, 'YYYY-MM') - interval '12 months' and to_date(%(period)s, 'YYYY-MM') + interval '12 months'
order by release_no desc;
