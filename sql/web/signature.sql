-- Why a freeze was signed.
select why
from access."freeze"
where freeze_id = %(freeze_id)s;
