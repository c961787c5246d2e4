-- The London day on which the first CJIT file that was accepted came in; null before that.
select min((received_at at time zone 'Europe/London')::date)
from out.submission
where feed = 'cjit' and status = 'accepted';
