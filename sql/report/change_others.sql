-- Releases that count otherwise than then. Stays are replaced with each file of their sender.
insert into report_cause (source, code, id, cause)
with release as (
    select
        s.side,
        c.prison_code,
        r.stay_id,
        concat_ws('/', r.exit_on, r.exit_dat) as went,
        r.picked_up,
        r.exit_on,
        r.exit_dat
    from report_side as s
    inner join report.counted_release as c on s.freeze_id = c.freeze_id
    cross join
        lateral unnest(c.stay_ids, c.exits_on, c.exit_dats, c.picked_up) as r (
            stay_id, exit_on, exit_dat, picked_up
        )
),

release_then as (
    select * from release
    where side = 'then'
),

release_now as (
    select * from release
    where side = 'now'
),

moved as (
    select
        coalesce(t.prison_code, n.prison_code) as prison_code,
        coalesce(t.stay_id, n.stay_id) as stay_id,
        t.stay_id is null as is_new,
        n.stay_id is null as is_gone,
        coalesce(t.went <> n.went, true) as is_corrected,
        coalesce(t.picked_up <> n.picked_up, true) as is_matched_otherwise,
        p.dat_code is not null as is_listed,
        coalesce(n.exit_on, t.exit_on) as exit_on
    from release_then as t
    full join release_now as n on t.prison_code = n.prison_code and t.stay_id = n.stay_id
    left join report_other_place as p on n.exit_dat = p.dat_code
)

select
    'stay' as source,
    m.prison_code as code,
    m.stay_id as id,
    case
        when m.is_new then 'late file'
        when m.is_gone then 'deletion'
        when m.is_corrected then 'correction'
        when m.is_matched_otherwise
            then case when d.person_key is null then 're-link' else 'decision' end
        when m.is_listed then 'reference change'
        else 'time'
    end as cause
from moved as m
left join core.stay as y on m.prison_code = y.prison_code and m.stay_id = y.stay_id
left join report_decided as d on y.person_key = d.person_key
where
    m.is_corrected
    or m.is_matched_otherwise
    or m.is_listed
    or exists (select 1 from report_ripe as r where m.exit_on between r.first_day and r.last_day);

-- Agencies, for the measures that go by them.
insert into report_cause (source, code, id, cause)
with agency as (
    select
        s.side,
        a.agency_code,
        a.partnership,
        -- Nothing of an agency that has never sent.
        case
            when a.submission_id is null then ''
            else concat_ws(
                '/', a.submission_id, a.sent_in_window, a.rows_submitted, a.rows_loaded, a.rows_without_warning
            )
        end as sent,
        a.submission_id,
        a.open_mismatches,
        concat_ws('/', a.partnership, a.in_force) as registered
    from report.pinned_agency as a
    inner join report_side as s on a.freeze_id = s.freeze_id
),

agency_then as (
    select * from agency
    where side = 'then'
),

agency_now as (
    select * from agency
    where side = 'now'
),

released as (
    select distinct submission_id from dq.file_decision
    where decision = 'release'
),

moved as (
    select
        coalesce(t.agency_code, n.agency_code) as agency_code,
        coalesce(t.sent, '') <> coalesce(n.sent, '') as has_sent,
        r.submission_id is not null as is_let_in,
        coalesce(t.open_mismatches, 0) <> coalesce(n.open_mismatches, 0) as has_decided,
        coalesce(t.registered <> n.registered, true) or p.dat_code is not null as is_listed
    from agency_then as t
    full join agency_now as n on t.agency_code = n.agency_code
    left join released as r on n.submission_id = r.submission_id
    left join report_other_place as p on n.partnership = p.dat_code
)

select
    'agency' as source,
    agency_code as code,
    '' as id,
    case
        when has_sent and is_let_in then 'decision'
        when has_sent then 'late file'
        when has_decided then 'decision'
        else 'reference change'
    end as cause
from moved
where has_sent or has_decided or is_listed;

analyze report_cause;
