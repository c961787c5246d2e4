-- The last accepted file of every sender, old or new, and whether one was accepted in the window: of CJITs, of
-- treatment services and of secure settings. One sender's code may be in several of these.
create temporary table report_file on commit drop as
select distinct on (feed, agency_code)
    feed,
    agency_code,
    submission_id,
    rows_submitted,
    rows_loaded,
    rows_loaded - rows_with_warning as rows_without_warning,
    bool_or((received_at at time zone 'Europe/London')::date between %(opens)s and %(closes)s)
        over (partition by feed, agency_code) as sent_in_window
from out.submission
where status = 'accepted'
order by feed asc, agency_code asc, received_at desc, arrival_no desc;

analyze report_file;
