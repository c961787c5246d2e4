-- The files are out of the inbox.
insert into dq.collected (submission_id)
select distinct gone.submission_id
from unnest(%(submission_ids)s::text[]) as gone (submission_id)
on conflict do nothing;
