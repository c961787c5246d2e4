-- Everybody of the areas to search, as linkage/candidates.py takes them: one row for each four items within a DAT of
-- residence, whatever key is in force for them. Of what may differ between a person's episodes the latest word
-- counts. record: an own key and the DAT.
with chosen as (
    select
        e.agency_code,
        e.episode_id,
        e.submission_id,
        coalesce(s.own_key, e.person_key) as own_key,
        e.dat_code,
        e.first_initial,
        e.surname_initial,
        e.dob,
        e.sex,
        nullif(e.ethnicity, 'Z') as ethnicity, -- not stated
        e.substance_group,
        e.postcode_sector,
        e.assessed_on,
        greatest(e.assessed_on, e.caseload_on, e.closed_on) as last_on
    from core.episode as e
    left join core.same_person as s
        on
            e.first_initial = s.first_initial
            and e.surname_initial = s.surname_initial
            and e.dob = s.dob
            and e.sex = s.sex
    where
        e.current_to is null
        and (%(everywhere)s or e.dat_code = any(array(select a.dat_code from near_area as a)))
),

referral as (
    select
        c.own_key,
        c.dat_code,
        max(r.referred_on) as referred_on
    from core.referral as r
    inner join chosen as c
        on
            r.agency_code = c.agency_code
            and r.episode_id = c.episode_id
            and r.submission_id = c.submission_id
    group by c.own_key, c.dat_code
),

-- One order for all of them, so Postgres sorts once.
by_cjit as (
    select
        own_key,
        dat_code,
        first_initial,
        surname_initial,
        dob,
        sex,
        (
            array_agg(ethnicity order by assessed_on desc, agency_code collate "C", episode_id collate "C")
            filter (where ethnicity is not null)
        )[1] as ethnicity,
        (
            array_agg(substance_group order by assessed_on desc, agency_code collate "C", episode_id collate "C")
        )[1] as drugs,
        (
            array_agg(postcode_sector order by assessed_on desc, agency_code collate "C", episode_id collate "C")
            filter (where postcode_sector is not null)
        )[1] as sector,
        min(assessed_on) as first_on,
        max(last_on) as last_on
    from chosen
    group by own_key, dat_code, first_initial, surname_initial, dob, sex
),

by_treatment as (
    select
        coalesce(s.own_key, t.person_key) as own_key,
        t.dat_code,
        t.first_initial,
        t.surname_initial,
        t.dob,
        t.sex,
        min(coalesce(t.referred_on, t.triaged_on, t.started_on)) as first_on,
        max(greatest(t.referred_on, t.triaged_on, t.started_on, t.discharged_on)) as last_on,
        min(coalesce(t.started_on, t.triaged_on)) as treated_on
    from core.treatment as t
    left join core.same_person as s
        on
            t.first_initial = s.first_initial
            and t.surname_initial = s.surname_initial
            and t.dob = s.dob
            and t.sex = s.sex
    where %(everywhere)s or t.dat_code = any(array(select a.dat_code from near_area as a))
    group by
        coalesce(s.own_key, t.person_key), t.dat_code, t.first_initial, t.surname_initial, t.dob, t.sex
)

select
    encode(coalesce(c.own_key, t.own_key), 'hex') || coalesce(c.dat_code, t.dat_code) as record,
    coalesce(c.dat_code, t.dat_code) as dat,
    coalesce(c.first_initial, t.first_initial) as first,
    coalesce(c.surname_initial, t.surname_initial) as surname,
    to_char(coalesce(c.dob, t.dob), 'YYYY') as dob_year,
    to_char(coalesce(c.dob, t.dob), 'MM') as dob_month,
    to_char(coalesce(c.dob, t.dob), 'DD') as dob_day,
    coalesce(c.sex, t.sex) as sex,
    c.own_key is not null as by_cjit,
    t.own_key is not null as by_treatment,
    c.ethnicity,
    c.drugs,
    c.sector,
    least(c.first_on, t.first_on) - date '1970-01-01' as first_on,
    greatest(c.last_on, t.last_on) - date '1970-01-01' as last_on,
    r.referred_on - date '1970-01-01' as referred_on,
    t.treated_on - date '1970-01-01' as treated_on
from by_cjit as c
full join by_treatment as t on c.own_key = t.own_key and c.dat_code = t.dat_code
left join referral as r on c.own_key = r.own_key and c.dat_code = r.dat_code
where coalesce(c.dat_code, t.dat_code) is not null;
