-- Which episodes, releases and agencies count otherwise than then, and why: the causes of report.md, "When".
--
-- Areas and groups that the lists have changed.
create temporary table report_other_place on commit drop as
select coalesce(t.dat_code, n.dat_code) as dat_code
from (
    select p.* from report.pinned_place as p
    inner join report_side as s on s.side = 'then' and p.freeze_id = s.freeze_id
) as t
full join (
    select p.* from report.pinned_place as p
    inner join report_side as s on s.side = 'now' and p.freeze_id = s.freeze_id
) as n on t.dat_code = n.dat_code
where (t.region, t.police_force) is distinct from (n.region, n.police_force);

create temporary table report_other_code on commit drop as
select
    coalesce(t.list, n.list) as list,
    coalesce(t.code, n.code) as code
from (
    select c.* from report.pinned_code as c
    inner join report_side as s on s.side = 'then' and c.freeze_id = s.freeze_id
) as t
full join (
    select c.* from report.pinned_code as c
    inner join report_side as s on s.side = 'now' and c.freeze_id = s.freeze_id
) as n on t.list = n.list and t.code = n.code
where t.code is null or n.code is null or t.grouping is distinct from n.grouping;

-- Days on which something became old enough to be told of, between the two freezes.
create temporary table report_ripe on commit drop as
select
    t.day - ripe.days + 1 as first_day,
    n.day - ripe.days as last_day
from report_side as t
cross join report_side as n
cross join (values (21), (42), (84), (182)) as ripe (days)
where t.side = 'then' and n.side = 'now' and n.day <> t.day;

-- Where time went backwards between the clocks of the two runs, the same days became too young.
update report_ripe
set
    first_day = last_day + 1,
    last_day = first_day - 1
where first_day > last_day;

create temporary table report_cause (
    source text not null,
    code text not null,
    id text not null,
    cause text not null
) on commit drop;

insert into report_cause (source, code, id, cause)
with both_sides as (
    select
        coalesce(t.agency_code, n.agency_code) as agency_code,
        coalesce(t.episode_id, n.episode_id) as episode_id,
        t.content_hash as hash_then,
        n.content_hash as hash_now,
        n.submission_id as submission_now,
        (t.picked_up, t.represented, t.exit_days, t.exit_already, t.found)
        is distinct from (n.picked_up, n.represented, n.exit_days, n.exit_already, n.found) as matched_otherwise,
        coalesce(n.dat_code, t.dat_code) as dat_code,
        coalesce(n.prompt, t.prompt) as prompt,
        coalesce(n.ethnicity, t.ethnicity) as ethnicity,
        coalesce(n.closed_on, t.closed_on) as closed_on,
        coalesce(n.closure_reason, t.closure_reason) as closure_reason
    from (select * from report_version where side = 'then') as t
    full join (select * from report_version where side = 'now') as n
        on t.agency_code = n.agency_code and t.episode_id = n.episode_id
),

-- What is known of the episode besides: its current version, whether that came with a file that is newer than the
-- agency's last one then, and whether the file was let in by a decision.
told as (
    select
        b.*,
        e.content_hash as hash_current,
        (file.received_at, file.arrival_no) > (last_then.received_at, last_then.arrival_no)
        or last_then.submission_id is null as came_since,
        exists (
            select 1 from core.episode as past
            left join dq.submission as past_file on past.submission_id = past_file.submission_id
            where
                past.agency_code = b.agency_code
                and past.episode_id = b.episode_id
                and (past_file.received_at, past_file.arrival_no)
                <= (last_then.received_at, last_then.arrival_no)
        ) as known_then,
        exists (
            select 1 from dq.file_decision as d
            where d.submission_id = e.submission_id and d.decision = 'release'
        ) as let_in
    from both_sides as b
    left join core.episode as e
        on b.agency_code = e.agency_code and b.episode_id = e.episode_id and e.current_to is null
    left join dq.submission as file on e.submission_id = file.submission_id
    left join report_side as s on s.side = 'then'
    left join report.pinned_agency as pinned on s.freeze_id = pinned.freeze_id and b.agency_code = pinned.agency_code
    left join dq.submission as last_then on pinned.submission_id = last_then.submission_id
    where
        b.hash_then is distinct from b.hash_now
        or b.matched_otherwise
        or b.dat_code in (select p.dat_code from report_other_place as p)
        or b.prompt in (select c.code from report_other_code as c where c.list = 'prompt')
        or b.ethnicity in (select c.code from report_other_code as c where c.list = 'ethnicity')
        or b.closure_reason in (select c.code from report_other_code as c where c.list in ('closure_from', 'closure_prior'))
        or exists (select 1 from report_ripe as r where b.closed_on between r.first_day and r.last_day)
        or (b.agency_code, b.episode_id) in (
            select
                c.agency_code,
                c.episode_id
            from core.referral as c
            inner join report_ripe as r on c.referred_on between r.first_day and r.last_day
        )
)

select
    'episode' as source,
    agency_code,
    episode_id,
    case
        when hash_then is null and hash_current = hash_now and not came_since then
            case
                when closure_reason in (select c.code from report_other_code as c) then 'list change'
                else 're-link'
            end
        when hash_then is null and let_in and came_since then 'decision'
        when hash_then is null and known_then then 'correction'
        when hash_then is null then 'late file'
        when hash_now is null and hash_current is null then 'deletion'
        when hash_now is null and hash_current = hash_then then
            case
                when closure_reason in (select c.code from report_other_code as c) then 'list change'
                else 're-link'
            end
        when hash_current is distinct from hash_then and let_in then 'decision'
        when hash_current is distinct from hash_then then 'correction'
        when matched_otherwise then 're-link'
        when
            dat_code in (select p.dat_code from report_other_place as p)
            or prompt in (select c.code from report_other_code as c where c.list = 'prompt')
            or ethnicity in (select c.code from report_other_code as c where c.list = 'ethnicity')
            or closure_reason in (select c.code from report_other_code as c where c.list in ('closure_from', 'closure_prior'))
            then 'list change'
        else 'time'
    end as cause
from told;

-- Releases.
insert into report_cause (source, code, id, cause)
with release as (
    select
        s.side,
        c.prison_code,
        r.*
    from report_side as s
    inner join report.counted_release as c on s.freeze_id = c.freeze_id
    cross join
        lateral unnest(c.stay_ids, c.exits_on, c.exit_dats, c.picked_up) as r (
            stay_id, exit_on, exit_dat, picked_up
        )
)

select
    'stay' as source,
    coalesce(t.prison_code, n.prison_code) as code,
    coalesce(t.stay_id, n.stay_id) as id,
    case
        when t.stay_id is null then 'late file'
        when n.stay_id is null then 'deletion'
        when (t.exit_on, t.exit_dat) is distinct from (n.exit_on, n.exit_dat) then 'correction'
        when t.picked_up <> n.picked_up then 're-link'
        when n.exit_dat in (select p.dat_code from report_other_place as p) then 'list change'
        else 'time'
    end as cause
from (select * from release where side = 'then') as t
full join (select * from release where side = 'now') as n
    on t.prison_code = n.prison_code and t.stay_id = n.stay_id
where
    (t.exit_on, t.exit_dat, t.picked_up) is distinct from (n.exit_on, n.exit_dat, n.picked_up)
    or n.exit_dat in (select p.dat_code from report_other_place as p)
    or exists (select 1 from report_ripe as r where n.exit_on between r.first_day and r.last_day);

-- Agencies, for the measures that go by them.
insert into report_cause (source, code, id, cause)
select
    'agency' as source,
    coalesce(t.agency_code, n.agency_code) as code,
    '' as id,
    case
        when
            t.submission_id is distinct from n.submission_id
            and exists (
                select 1 from dq.file_decision as d
                where d.submission_id = n.submission_id and d.decision = 'release'
            )
            then 'decision'
        when t.submission_id is distinct from n.submission_id then 'late file'
        when t.sent_in_window is distinct from n.sent_in_window then 'late file'
        when t.open_mismatches is distinct from n.open_mismatches then 'decision'
        when t.in_force is distinct from n.in_force and t.partnership = n.partnership then 'register'
        else 'list change'
    end as cause
from (
    select a.* from report.pinned_agency as a
    inner join report_side as s on s.side = 'then' and a.freeze_id = s.freeze_id
) as t
full join (
    select a.* from report.pinned_agency as a
    inner join report_side as s on s.side = 'now' and a.freeze_id = s.freeze_id
) as n on t.agency_code = n.agency_code
where
    (
        t.partnership, t.in_force, t.sent_in_window, t.submission_id, t.rows_submitted, t.rows_loaded,
        t.rows_without_warning, t.open_mismatches
    ) is distinct from (
        n.partnership, n.in_force, n.sent_in_window, n.submission_id, n.rows_submitted, n.rows_loaded,
        n.rows_without_warning, n.open_mismatches
    )
    or n.partnership in (select p.dat_code from report_other_place as p);

analyze report_cause;
