delete from core.stay
where prison_code = %(agency_code)s;
