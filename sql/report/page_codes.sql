-- Labels of the codes that breakdowns use, as they were; of a freeze that was made before they were pinned, as now.
select
    list,
    code,
    label
from report.pinned_code
where freeze_id = %(freeze_id)s
union all
select
    c.list,
    c.code,
    c.label
from ref.code as c
inner join report."freeze" as f on f.freeze_id = %(freeze_id)s and f.matches_sha256 is null
where c.list in ('prompt', 'closure_prior', 'closure_from', 'sex', 'injecting', 'accommodation');
