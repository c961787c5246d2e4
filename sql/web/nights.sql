select
    received_at,
    files,
    accepted,
    held,
    fatal,
    waiting,
    size_bytes,
    rows_submitted,
    rows_loaded,
    first_verdict_at,
    last_verdict_at
from access.night
order by received_at desc
limit %(at_most)s;
