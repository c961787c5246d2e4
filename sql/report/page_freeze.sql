select
    period,
    frozen_at,
    restates,
    signed_by,
    signed_at
from out."freeze"
where freeze_id = %(freeze_id)s;
