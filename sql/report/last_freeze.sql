-- The freeze of a period that no other has restated.
select
    f.freeze_id,
    f.inputs_sha256
from report."freeze" as f
where
    f.period = %(period)s
    and not exists (
        select 1 from report."freeze" as later
        where later.restates = f.freeze_id
    );
