-- The accepted file replaces what was known of rows that could not be loaded.
delete from core.row_in_error
where agency_code = %(agency_code)s;
