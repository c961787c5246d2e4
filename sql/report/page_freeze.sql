select
    period,
    frozen_at,
    restates
from report."freeze"
where freeze_id = %(freeze_id)s;
