-- What feeds the report besides its code, as one hash per part. Equal rows give equal hashes on any server:
-- each row is spelled as JSON, and rows are put in code point order. content_hash stands for everything stored of
-- an episode, its referrals included; whose it is, is told by the first episode of the same person, since a decision
-- about near misses changes that without a new version. The day of the freeze is no input: that time passes alone
-- makes no restatement.
with place_used as (
    select dat_code
    from report_place
    where in_force
    union distinct
    select dat_code from report_fed
    union distinct
    select partnership from report_agency
    union distinct
    select exit_dat from report_release
),

line (part, line) as (
    select
        'episodes',
        json_build_array(
            agency_code,
            episode_id,
            content_hash,
            min(agency_code || '/' || episode_id collate "C") over (partition by person_no)
        )::text
    from report_fed
    union all
    select
        'matches',
        json_build_array(
            'episode', agency_code, episode_id, picked_up, represented, exit_days, exit_already
        )::text
    from report_fed
    where picked_up or represented or exit_days is not null or exit_already
    union all
    select
        'matches',
        json_build_array('referral', agency_code, episode_id, referral_id, days, already_in_treatment)::text
    from report_referral
    where days is not null or already_in_treatment
    union all
    select
        'matches',
        json_build_array('release', prison_code, stay_id, exit_on, exit_dat, picked_up)::text
    from report_release
    union all
    select
        'submissions',
        json_build_array(
            agency_code, name, partnership, in_force, sent_in_window, submission_id, open_mismatches
        )::text
    from report_agency
    union all
    select
        'references',
        json_build_array('partnership', dat_code, name, region, police_force, in_force)::text
    from report_place
    where dat_code in (select place_used.dat_code from place_used)
    union all
    select
        'references',
        json_build_array('code', list, code, label, grouping)::text
    from report_code
)

select
    part,
    encode(sha256(convert_to(string_agg(line, E'\n' order by line collate "C"), 'UTF8')), 'hex') as sha256
from line
group by part;
