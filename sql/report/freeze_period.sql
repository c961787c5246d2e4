select period
from report."freeze"
where freeze_id = %(freeze_id)s;
