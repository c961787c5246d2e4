-- What is needed although it has outlived its time.
select
    n.needed_for,
    count(distinct n.submission_id) as submissions
from retention_needed as n
inner join retention_old as o on n.submission_id = o.submission_id
group by n.needed_for
order by n.needed_for collate "C";
