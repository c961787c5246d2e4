-- Consent withdrawn: of a client who may have been sent the id stays, for the one row with CONSENT N that has
-- everything erased where it was loaded (sql/erase/forget_entered.sql then takes the id). Of any other nothing stays.
delete from entry.client
where client_key = %(client_key)s and agency_code = %(agency_code)s and in_file_since is null;

delete from entry.episode as e
using entry.client as c
where
    c.client_key = e.client_key
    and c.client_key = %(client_key)s
    and c.agency_code = %(agency_code)s;

update entry.client
set items = '{}', withdrawn_at = %(at)s, version = version + 1, changed_by = %(by)s, changed_at = %(at)s
where client_key = %(client_key)s and agency_code = %(agency_code)s;
