select
    freeze_id,
    period,
    released_at,
    counts,
    hidden_counts,
    whole_row_counts,
    difference_counts
from report.public_release
where release_id = %(release_id)s;
