-- Submissions whose file has not been taken out of the inbox, as far as the records know.
select
    s.submission_id,
    s.folder,
    s.file_name,
    s.modified_ns,
    s.sha256
from dq.submission as s
left join dq.collected as c on s.submission_id = c.submission_id
where c.submission_id is null;
