select
    folder,
    sha256,
    arrival_no
from dq.submission
where received_at = %(received_at)s;
