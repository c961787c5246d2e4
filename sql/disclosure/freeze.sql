-- A freeze, and its release where there is one. The last of its period is the one that no other restates.
select
    f.freeze_id,
    f.period,
    f.signed_by,
    r.release_id
from out."freeze" as f
left join report.public_release as r on f.freeze_id = r.freeze_id
where
    f.period = %(period)s
    and (
        f.freeze_id = %(freeze_id)s
        or (
            %(freeze_id)s is null
            and not exists (
                select 1 from report."freeze" as later
                where later.restates = f.freeze_id
            )
        )
    );
