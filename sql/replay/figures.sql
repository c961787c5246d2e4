-- The comparison by rule and item, for all, for each partnership and for each agency, where anything was found.
select
    a.level,
    a.area_code,
    f.rule,
    f.item,
    min(f.severity) as severity,
    sum(f.findings_before)::bigint as findings_before,
    sum(f.findings_after)::bigint as findings_after,
    sum(f.appear)::bigint as appear,
    sum(f.vanish)::bigint as vanish,
    count(*) filter (where f.appear + f.vanish > 0) as submissions_changed
from replay_figure as f
inner join replay_outcome as o on f.submission_id = o.submission_id
cross join
    lateral (
        values
        (1, 'all', ''),
        (2, 'partnership', o.dat_code),
        (3, 'agency', o.agency_code)
    ) as a (place, level, area_code)
where a.area_code is not null
group by a.place, a.level, a.area_code, f.rule, f.item
order by a.place, a.area_code collate "C", f.rule, f.item;
