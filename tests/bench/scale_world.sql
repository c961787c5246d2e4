-- A warehouse of %(times)s times 1x as it stands after many nights, made in place: 210,000 episodes, 120,000
-- referrals, 270,000 structured clients and 53,000 stays for each. Where a person comes again, is referred or is
-- released follows from hashes, so the same world is made every time.
insert into ref.partnership (dat_code, name, region, police_force, valid_from, valid_to)
select
    'D' || n || 'B',
    'Partnership ' || n,
    'Region ' || n %% 9,
    'Force ' || n %% 39,
    '2000-01-01',
    '9999-12-31'
from generate_series(100, 249) as n;

insert into ref.code (list, code, label, grouping)
select
    'closure_from',
    code,
    code,
    'completed'
from unnest(array['201', '202', '205', '206', '210', '211']) as code;

insert into ref.agency (agency_code, name, dat_code, kind, valid_from, valid_to)
select
    'A' || 1000 + n,
    'Agency ' || n,
    'D' || 100 + n || 'B',
    'cjit',
    '2000-01-01',
    '9999-12-31'
from generate_series(0, 129) as n;

insert into core.episode (
    agency_code, episode_id, submission_id, current_from, content_hash, person_key, age, substance_group,
    first_initial, surname_initial, dob, sex, ethnicity, client_ref, client_id, dat_code, prompt,
    assessed_on, caseload_on, closed_on, closure_reason, transferred_to
)
with drawn as (
    select
        n,
        hashint8(n) & 2147483647 as a,
        hashint8(n + 7919) & 2147483647 as b,
        hashint8(n + 104729) & 2147483647 as c
    from generate_series(1, 210000::bigint * %(times)s) as n
),

-- Three episodes in ten are of somebody who has been before.
known as (
    select
        *,
        case when a %% 10 < 3 then n * 7 / 10 else n end as person,
        date '2017-01-01' + (b %% 1095) as assessed_on,
        c %% 100 as what
    from drawn
)

select
    'A' || 1000 + (person + a %% 4) %% 130, -- some come again elsewhere
    'E' || n,
    'night',
    '2020-01-01',
    n,
    sha256(int8send(person)),
    18 + a %% 50,
    'opiate',
    chr(65 + (a %% 26)::integer),
    chr(65 + (b %% 26)::integer),
    date '1950-01-01' + (person %% 18000)::integer,
    (person %% 2 + 1)::text,
    'A',
    'ref-' || person,
    'C' || person,
    'D' || 100 + person %% 150 || 'B',
    '01',
    assessed_on,
    case when what < 80 then assessed_on + (a %% 20)::integer end,
    case when what between 10 and 90 then assessed_on + 20 + (b %% 200)::integer end,
    case
        when what between 10 and 19 then '206'
        when what between 20 and 79 then '201'
        when what between 80 and 90 then '105'
    end,
    case when what between 10 and 19 or what between 80 and 90 then 'D' || 100 + (person + a %% 3) %% 150 || 'B' end
from known;

insert into core.referral (agency_code, episode_id, submission_id, referral_id, referred_on, referred_to)
select
    agency_code,
    episode_id,
    submission_id,
    'R1',
    assessed_on + (content_hash %% 30)::integer,
    'B0001'
from core.episode
where content_hash %% 7 < 4;

-- Half of the structured clients are never seen by a CJIT.
insert into core.treatment (
    agency_code, episode_id, submission_id, person_key, first_initial, surname_initial, dob, sex, dat_code,
    referred_on, triaged_on, started_on, discharged_on
)
select
    'B' || 1000 + n %% 300,
    'T' || n,
    'night',
    sha256(int8send(case when n %% 2 = 0 then n * 7 / 10 else -n end)),
    chr(65 + (n %% 26)::integer),
    chr(65 + (n / 26 %% 26)::integer),
    date '1950-01-01' + (n %% 18000)::integer,
    (n %% 2 + 1)::text,
    'D' || 100 + n %% 150 || 'B',
    date '2017-01-01' + (hashint8(n) & 1023),
    date '2017-01-03' + (hashint8(n) & 1023),
    case when n %% 5 > 0 then date '2017-01-05' + (hashint8(n) & 1023) end,
    case when n %% 3 > 0 then date '2017-06-05' + (hashint8(n) & 1023) end
from generate_series(1, 270000::bigint * %(times)s) as n;

insert into core.stay (
    prison_code, stay_id, submission_id, person_key, first_initial, surname_initial, dob, sex, admitted_on, exit_on,
    exit_reason, exit_dat
)
select
    'P' || n %% 110,
    'S' || n,
    'night',
    sha256(int8send(n * 3)),
    'A',
    'B',
    date '1950-01-01' + (n %% 18000)::integer,
    '1',
    date '2016-10-01' + (hashint8(n) & 1023),
    date '2017-01-01' + (hashint8(n) & 1023),
    case when n %% 10 < 8 then 'R' else 'T' end,
    'D' || 100 + n %% 150 || 'B'
from generate_series(1, 53000::bigint * %(times)s) as n;
