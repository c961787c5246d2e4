-- Episodes that count otherwise than then, or may: another version, another match, another person, an area or a group
-- that the lists have changed, or something that has become old enough.
insert into report_cause (source, code, id, cause)
with version_then as (
    select * from report_version
    where side = 'then'
),

version_now as (
    select * from report_version
    where side = 'now'
),

both_sides as (
    select
        coalesce(t.agency_code, n.agency_code) as agency_code,
        coalesce(t.episode_id, n.episode_id) as episode_id,
        t.content_hash as hash_then,
        n.content_hash as hash_now,
        t.person_no as person_then,
        n.person_no as person_now,
        coalesce(t.found <> n.found, true) as is_matched_otherwise,
        coalesce(n.dat_code, t.dat_code) as dat_code,
        coalesce(n.prompt, t.prompt) as prompt,
        coalesce(n.ethnicity, t.ethnicity) as ethnicity,
        coalesce(n.closed_on, t.closed_on) as closed_on,
        coalesce(n.closure_reason, t.closure_reason) as closure_reason
    from version_then as t
    full join version_now as n on t.agency_code = n.agency_code and t.episode_id = n.episode_id
),

-- Two people who were decided to be one, or one to be two, without a new version of any episode.
person as (
    select
        agency_code,
        episode_id,
        min(person_now) over (partition by person_then) as first_now,
        max(person_now) over (partition by person_then) as last_now,
        min(person_then) over (partition by person_now) as first_then,
        max(person_then) over (partition by person_now) as last_then
    from both_sides
    where hash_then = hash_now
),

listed as (
    select
        b.agency_code,
        b.episode_id
    from both_sides as b
    where
        b.dat_code in (select p.dat_code from report_other_place as p)
        or b.prompt in (select c.code from report_other_code as c where c.list = 'prompt')
        or b.ethnicity in (select c.code from report_other_code as c where c.list = 'ethnicity')
        or b.closure_reason in (
            select c.code from report_other_code as c
            where c.list in ('closure_prior', 'closure_from')
        )
),

ripened as (
    select
        c.agency_code,
        c.episode_id
    from core.referral as c
    inner join report_ripe as r on c.referred_on between r.first_day and r.last_day
    union distinct
    select
        b.agency_code,
        b.episode_id
    from both_sides as b
    inner join report_ripe as r on b.closed_on between r.first_day and r.last_day
),

moved as (
    select
        b.*,
        coalesce(p.first_now <> p.last_now or p.first_then <> p.last_then, false) as is_regrouped,
        l.episode_id is not null as is_listed
    from both_sides as b
    left join person as p on b.agency_code = p.agency_code and b.episode_id = p.episode_id
    left join listed as l on b.agency_code = l.agency_code and b.episode_id = l.episode_id
    left join ripened as r on b.agency_code = r.agency_code and b.episode_id = r.episode_id
    where
        b.hash_then is null
        or b.hash_now is null
        or b.hash_then <> b.hash_now
        or b.is_matched_otherwise
        or p.first_now <> p.last_now
        or p.first_then <> p.last_then
        or l.episode_id is not null
        or r.episode_id is not null
),

-- The agency's last accepted file then, by which what came since is told from what was there.
file_then as (
    select
        a.agency_code,
        f.received_at,
        f.arrival_no
    from report.pinned_agency as a
    inner join report_side as s on a.freeze_id = s.freeze_id
    inner join dq.submission as f on a.submission_id = f.submission_id
    where s.side = 'then'
),

known as (
    select distinct
        m.agency_code,
        m.episode_id
    from moved as m
    inner join file_then as t on m.agency_code = t.agency_code
    inner join core.episode as e on m.agency_code = e.agency_code and m.episode_id = e.episode_id
    inner join dq.submission as f on e.submission_id = f.submission_id
    where (f.received_at, f.arrival_no) <= (t.received_at, t.arrival_no)
),

released as (
    select distinct submission_id from dq.file_decision
    where decision = 'release'
),

told as (
    select
        m.*,
        e.content_hash as hash_current,
        k.episode_id is not null as was_known,
        r.submission_id is not null as is_let_in,
        coalesce(e.person_key in (select p.person_key from report_decided as p), false) as is_decided,
        coalesce(
            m.hash_then = m.hash_now
            or (m.hash_now is null and e.content_hash = m.hash_then)
            or (
                m.hash_then is null
                and e.content_hash = m.hash_now
                and (f.received_at, f.arrival_no) <= (t.received_at, t.arrival_no)
            ),
            false
        ) as is_same_version
    from moved as m
    left join core.episode as e
        on m.agency_code = e.agency_code and m.episode_id = e.episode_id and e.current_to is null
    left join dq.submission as f on e.submission_id = f.submission_id
    left join file_then as t on m.agency_code = t.agency_code
    left join known as k on m.agency_code = k.agency_code and m.episode_id = k.episode_id
    left join released as r on e.submission_id = r.submission_id
)

select
    'episode' as source,
    agency_code as code,
    episode_id as id,
    case
        when hash_now is null and hash_current is null then 'deletion'
        when is_same_version and is_listed then 'reference change'
        when is_same_version and (is_matched_otherwise or is_regrouped)
            then case when is_decided then 'decision' else 're-link' end
        when is_same_version then 'time'
        when is_let_in then 'decision'
        when hash_then is null and not was_known then 'late file'
        else 'correction'
    end as cause
from told;
