-- What the file replaces: kept for a while, to tell whom it changes (note_replaced_treatment.sql).
create temporary table replaced_treatment on commit drop as
select
    episode_id,
    person_key,
    dat_code,
    coalesce(started_on, triaged_on) as started_on,
    discharged_on
from core.treatment
where agency_code = %(agency_code)s;

delete from core.treatment
where agency_code = %(agency_code)s;
