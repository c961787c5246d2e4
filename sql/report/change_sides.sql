-- The two sides with their days; none where the earlier freeze is older than this ledger.
select
    side,
    day
from report_side
where (
    select count(distinct p.freeze_id)
    from report.pinned_code as p
    inner join report_side as s on p.freeze_id = s.freeze_id
) = 2
order by side;
