-- What became of each cause (rule and item) since the submission before. A finding is the same one where rule,
-- item and episode are; a row without an episode id is known by its client reference. Whatever is left without
-- either is told apart by number alone, as is a finding that comes several times on one episode: of 3 before and
-- 2 now, 2 are still there and 1 is fixed. Row numbers say nothing, since a new extract has other rows.
with sides as (
    select
        p.submission_no,
        f.rule,
        f.item,
        sum(side.now) as now,
        sum(side.before) as before
    from feedback_previous as p
    cross join
        lateral (
            values (p.submission_id, 1, 0), (p.previous_id, 0, 1)
        ) as side (submission_id, now, before)
    inner join dq.finding as f on side.submission_id = f.submission_id
    where f.row_no is not null
    group by
        p.submission_no, f.rule, f.item, f.episode_id, case when f.episode_id is null then f.client_ref end
)

select
    submission_no,
    rule,
    coalesce(item, '') as item,
    sum(greatest(before - now, 0))::integer as fixed,
    sum(greatest(now - before, 0))::integer as new,
    sum(least(now, before))::integer as still
from sides
group by submission_no, rule, item
order by submission_no, rule, item;
