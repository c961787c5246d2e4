select
    client_key,
    agency_code,
    client_id,
    items,
    withdrawn_at is not null as withdrawn,
    in_file_since is not null as in_file,
    version
from access.entered_client
where client_key::text = %(client_key)s;
