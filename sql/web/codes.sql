-- What codes were called when the report was made.
select
    list,
    code,
    label
from access.code
where freeze_id = %(freeze_id)s;
