-- Those of whom something is loaded, whatever its version: the others have nothing to be erased. Current and past
-- versions are asked for apart, since each has an index that begins with the agency, and all together have none.
delete from withdrawn as w
where
    not exists (
        select 1 from core.episode as e
        where e.agency_code = %(agency_code)s and e.current_to is null and e.client_id = w.client_id
    )
    and not exists (
        select 1 from core.episode as e
        where e.agency_code = %(agency_code)s and e.current_to is not null and e.client_id = w.client_id
    );

update withdrawn as w
set client_no = n.client_no
from (
    select
        client_id,
        row_number() over (order by client_id collate "C") as client_no
    from withdrawn
) as n
where w.client_id = n.client_id;

select client_id
from withdrawn
order by client_no;
