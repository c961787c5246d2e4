-- One finding per row, rule and item, so two sets of findings differ by what either has alone.
analyze replay_fresh;

-- F09 looks at what was loaded when the file came, which a replay does not know.
create temporary table replay_known on commit drop as
select
    f.submission_id,
    f.row_no,
    f.rule,
    coalesce(f.item, '') as item
from dq.finding as f
where f.submission_id in (select o.submission_id from replay_outcome as o) and f.rule <> 'F09';

analyze replay_known;

create temporary table replay_change on commit drop as
select
    d.submission_id,
    d.row_no,
    d.rule,
    d.item,
    'appears' as change
from (
    select
        submission_id,
        row_no,
        rule,
        item
    from replay_fresh
    except
    select
        submission_id,
        row_no,
        rule,
        item
    from replay_known
) as d
union all
select
    d.submission_id,
    d.row_no,
    d.rule,
    d.item,
    'vanishes' as change
from (
    select
        submission_id,
        row_no,
        rule,
        item
    from replay_known
    except
    select
        submission_id,
        row_no,
        rule,
        item
    from replay_fresh
) as d;

create temporary table replay_figure on commit drop as
with counted as (
    select
        submission_id,
        rule,
        item,
        1 as before,
        0 as after,
        0 as appears,
        0 as vanishes
    from replay_known
    union all
    select
        submission_id,
        rule,
        item,
        0 as before,
        1 as after,
        0 as appears,
        0 as vanishes
    from replay_fresh
    union all
    select
        submission_id,
        rule,
        item,
        0 as before,
        0 as after,
        (change = 'appears')::integer as appears,
        (change = 'vanishes')::integer as vanishes
    from replay_change
)

select
    c.submission_id,
    c.rule,
    c.item,
    -- A rule that is gone keeps the severity with which it was told.
    coalesce(
        min(n.severity),
        (select min(r.severity) from dq.rule as r where r.rule = c.rule and r.feed = min(s.feed))
    ) as severity,
    sum(c.before) as findings_before,
    sum(c.after) as findings_after,
    sum(c.appears) as appear,
    sum(c.vanishes) as vanish
from counted as c
inner join dq.submission as s on c.submission_id = s.submission_id
left join replay_severity as n on s.feed = n.feed and c.rule = n.rule
group by c.submission_id, c.rule, c.item;
