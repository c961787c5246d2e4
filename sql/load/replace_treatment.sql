delete from core.treatment
where agency_code = %(agency_code)s;
