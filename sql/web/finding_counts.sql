select
    severity,
    rule,
    item,
    message,
    why,
    fix,
    findings,
    first_row
from access.finding_count
where submission_id = %(submission_id)s
order by array_position(array['fatal', 'error', 'warning', 'note'], severity), findings desc, rule, item, message;
