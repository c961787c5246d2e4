-- Archived bytes that no submission may rely on any more, and the submissions that did.
select
    s.sha256,
    array_agg(s.submission_id) as submission_ids
from dq.submission as s
left join dq.removed as r on s.submission_id = r.submission_id and r.kind = 'raw'
where
    s.sha256 in (
        select p.sha256
        from dq.removed as g
        inner join dq.submission as p on g.submission_id = p.submission_id
        where g.kind = 'raw' and g.files_gone_at is null
    )
group by s.sha256
having bool_and(r.submission_id is not null);
