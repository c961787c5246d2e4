-- What the file replaces: kept for a while, to tell whom it changes (note_replaced_stay.sql).
create temporary table replaced_stay on commit drop as
select
    stay_id,
    person_key,
    exit_on,
    exit_reason,
    exit_dat
from core.stay
where prison_code = %(agency_code)s;

delete from core.stay
where prison_code = %(agency_code)s;
