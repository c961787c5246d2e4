-- Rows of files that came before that day are no longer held; null where all are.
select max(received_before)
from dq.removal
where kind = 'rows';
