-- Touches no row where somebody else was faster.
update entry.client
set items = %(items)s::jsonb, version = version + 1, changed_by = %(by)s, changed_at = %(at)s
where
    client_key = %(client_key)s
    and agency_code = %(agency_code)s
    and version = %(version)s
    and withdrawn_at is null;
