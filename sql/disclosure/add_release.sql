insert into report.public_release (
    release_id, release_no, freeze_id, period, released_at, code_version, counts, small_counts, hidden_counts,
    whole_row_counts, difference_counts
)
select
    %(release_id)s,
    coalesce(max(release_no), 0) + 1 as release_no, -- the table is locked (begin.sql): nobody else takes it
    %(freeze_id)s,
    %(period)s,
    %(released_at)s,
    %(code_version)s,
    %(counts)s,
    %(small_counts)s,
    %(hidden_counts)s,
    %(whole_row_counts)s,
    %(difference_counts)s
from report.public_release;

insert into dq.access_log (did, subject) values ('released to the public', %(release_id)s);
