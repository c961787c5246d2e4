-- What the freeze was made from, for its pages and for its restatement.
insert into report.pinned_place (freeze_id, dat_code, name, region, police_force, in_force)
select
    %(freeze_id)s,
    p.dat_code,
    p.name,
    p.region,
    p.police_force,
    p.in_force
from report_place as p
where
    p.in_force
    or p.dat_code in (select f.dat_code from report_fed as f)
    or p.dat_code in (select a.partnership from report_agency as a)
    or p.dat_code in (select r.exit_dat from report_release as r);

insert into report.pinned_code (freeze_id, list, code, label, grouping)
select
    %(freeze_id)s,
    list,
    code,
    label,
    grouping
from report_code;

-- Pages do not change later, and what linkage says of an area does.
insert into report.freeze_linkage (
    freeze_id, level, area_code, clients, clients_low, clients_high, keys_of_two, people_split, expected_by_chance
)
select
    %(freeze_id)s,
    level,
    area_code,
    clients,
    clients_low,
    clients_high,
    keys_of_two,
    people_split,
    expected_by_chance
from out.linkage_quality;

insert into report.pinned_agency (
    freeze_id, agency_code, name, dat_code, partnership, in_force, sent_in_window, submission_id,
    rows_submitted, rows_loaded, rows_without_warning, open_mismatches
)
select
    %(freeze_id)s,
    agency_code,
    name,
    dat_code,
    partnership,
    in_force,
    sent_in_window,
    submission_id,
    rows_submitted,
    rows_loaded,
    rows_without_warning,
    open_mismatches
from report_agency;

insert into report.counted (
    freeze_id, agency_code, episode_ids, content_hashes, person_nos, picked_up, represented, exit_days, exit_already
)
select
    %(freeze_id)s,
    agency_code,
    array_agg(episode_id order by episode_id) as episode_ids,
    array_agg(content_hash order by episode_id) as content_hashes,
    array_agg(person_no order by episode_id) as person_nos,
    array_agg(picked_up order by episode_id) as picked_up,
    array_agg(represented order by episode_id) as represented,
    array_agg(exit_days order by episode_id) as exit_days,
    array_agg(exit_already order by episode_id) as exit_already
from report_fed
group by agency_code;

insert into report.counted_referral (
    freeze_id, agency_code, episode_ids, referral_ids, days, already_in_treatment
)
select
    %(freeze_id)s,
    agency_code,
    array_agg(episode_id order by episode_id, referral_id) as episode_ids,
    array_agg(referral_id order by episode_id, referral_id) as referral_ids,
    array_agg(days order by episode_id, referral_id) as days,
    array_agg(already_in_treatment order by episode_id, referral_id) as already_in_treatment
from report_referral
where days is not null or already_in_treatment
group by agency_code;

insert into report.counted_release (freeze_id, prison_code, stay_ids, exits_on, exit_dats, picked_up)
select
    %(freeze_id)s,
    prison_code,
    array_agg(stay_id order by stay_id) as stay_ids,
    array_agg(exit_on order by stay_id) as exits_on,
    array_agg(exit_dat order by stay_id) as exit_dats,
    array_agg(picked_up order by stay_id) as picked_up
from report_release
group by prison_code;
