-- What waits for a task of the night, if anything does.
select
    task,
    thing,
    waiting
from access.backlog
where waiting > 0;
