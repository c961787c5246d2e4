-- Of each of these months the last freeze made before this one: a later restatement must not change a pack.
select distinct on (f.period)
    f.period,
    f.freeze_id
from report."freeze" as f
inner join report."freeze" as this on f.freeze_no < this.freeze_no
where this.freeze_id = %(freeze_id)s and f.period = any(%(periods)s)
order by f.period asc, f.freeze_no desc;
