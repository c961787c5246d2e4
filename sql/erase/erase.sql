-- Consent withdrawn (submission.md): what is loaded of the clients in `withdrawn` goes, and their findings lose what
-- tells about them.
insert into erased_row (submission_id, row_no, client_id)
select
    u.submission_id,
    u.row_no,
    u.client_id
from dq.unconsented_row as u
inner join withdrawn as w on u.client_id = w.client_id
inner join dq.verdict as v on u.submission_id = v.submission_id and v.agency_code = %(agency_code)s
where u.submission_id <> %(submission_id)s
group by u.submission_id, u.row_no, u.client_id; -- a held file that was released has two verdicts

-- Nobody can tell any more whose rows these were, so none of their findings keeps what tells about anybody.
insert into erased_row (submission_id, row_no)
select distinct
    f.submission_id,
    f.row_no
from dq.finding as f
where
    f.submission_id = any(array(select t.submission_id from untold as t))
    and f.row_no is not null
    and not exists (
        select 1 from erased_row as r
        where r.submission_id = f.submission_id and r.row_no = f.row_no
    );

analyze erased_row;

-- Current and past versions have an index each, and are asked for apart, here and where they are deleted.
create temporary table erased_version on commit drop as
with version as (
    select *
    from core.episode
    where
        agency_code = %(agency_code)s
        and current_to is null
        and client_id = any(array(select w.client_id from withdrawn as w))
    union all
    select *
    from core.episode
    where
        agency_code = %(agency_code)s
        and current_to is not null
        and client_id = any(array(select w.client_id from withdrawn as w))
)

select
    client_id,
    agency_code,
    episode_id,
    submission_id,
    content_hash,
    person_key,
    current_to is null as was_current
from version;

analyze erased_version;

-- Hashed, over the findings and reviews of these files and the versions of the agency: for each row or episode all of a
-- file's or of the agency's could be gone through again, where Postgres has not counted them.
set local enable_nestloop = off;
set local enable_mergejoin = off;
set local enable_seqscan = off;
set local jit = off; -- which servers before 18 would use for what they are told to avoid and cannot

-- When which version of their episodes was accepted, those of another client with the same id included. Later is what
-- was accepted later, and not what has a later clock.
create temporary table erased_history on commit drop as
with version as (
    select
        episode_id,
        submission_id,
        client_id
    from core.episode
    where
        agency_code = %(agency_code)s
        and current_to is null
        and episode_id = any(array(select v.episode_id from erased_version as v))
    union all
    select
        episode_id,
        submission_id,
        client_id
    from core.episode
    where
        agency_code = %(agency_code)s
        and current_to is not null
        and episode_id = any(array(select v.episode_id from erased_version as v))
)

select
    n.episode_id,
    a.decided_at as accepted_at,
    n.client_id = any(array(select w.client_id from withdrawn as w)) as is_theirs
from version as n
inner join dq.verdict as a on n.submission_id = a.submission_id
where a.agency_code = %(agency_code)s and a.verdict = 'accepted';

create temporary table erased_finding on commit drop as
select
    f.submission_id,
    f.row_no,
    f.episode_id,
    r.client_id
from dq.finding as f
inner join erased_row as r on f.submission_id = r.submission_id and f.row_no = r.row_no
where f.submission_id = any(array(select distinct e.submission_id from erased_row as e));

-- Findings keep submission, row, rule and item.
update dq.finding as f
set
    client_ref = null,
    episode_id = null,
    value = null
from erased_row as r
where
    f.submission_id = any(array(select distinct e.submission_id from erased_row as e))
    and f.submission_id = r.submission_id
    and f.row_no = r.row_no;

delete from core.review as c
using erased_version as v
where
    c.submission_id = any(array(select distinct f.submission_id from erased_version as f))
    and c.agency_code = v.agency_code
    and c.episode_id = v.episode_id
    and c.submission_id = v.submission_id;

delete from core.episode as e
using erased_version as v
where
    v.was_current
    and e.current_to is null
    and e.agency_code = %(agency_code)s
    and e.episode_id = v.episode_id;

delete from core.episode as e
using erased_version as v
where
    not v.was_current
    and e.current_to is not null
    and e.agency_code = %(agency_code)s
    and e.episode_id = v.episode_id
    and e.submission_id = v.submission_id;

set local enable_nestloop = on;
set local enable_mergejoin = on;
set local enable_seqscan = on;

-- What remains: that it happened, and how much it was.
insert into dq.erasure (submission_id, client_no, episodes, versions, findings)
select
    %(submission_id)s,
    w.client_no,
    (select count(distinct v.episode_id) from erased_version as v where v.client_id = w.client_id) as episodes,
    (select count(*) from erased_version as v where v.client_id = w.client_id) as versions,
    (select count(*) from erased_finding as f where f.client_id = w.client_id) as findings
from withdrawn as w;

-- Their people are linked again. Whether anything else is recorded of them is known when the night's other files are
-- loaded, so that is looked at then, too (sql/near/take_erased.sql).
insert into core.touched_person (person_key, submission_id)
select distinct
    person_key,
    'an erasure' as submission_id
from erased_version;

delete from core.episode_link as l
using erased_version as v
where
    v.was_current
    and l.person_key = v.person_key
    and l.agency_code = v.agency_code
    and l.episode_id = v.episode_id;

-- What was matched with them, whichever version it was.
delete from core.transfer as m
using erased_version as v
where
    m.person_key = v.person_key
    and (v.agency_code, v.episode_id) in ((m.from_agency, m.from_episode), (m.to_agency, m.to_episode));

delete from core.treatment_match as m
using erased_version as v
where
    m.person_key = v.person_key
    and m.agency_code = v.agency_code
    and m.episode_id = v.episode_id;

delete from core.prison_match as m
using erased_version as v
where
    m.person_key = v.person_key
    and m.agency_code = v.agency_code
    and m.episode_id = v.episode_id;

delete from core.referral as c
using erased_version as v
where
    c.agency_code = v.agency_code
    and c.episode_id = v.episode_id
    and c.submission_id = v.submission_id;

-- What reports counted of them: a restatement can tell no more than that somebody has withdrawn consent.
create temporary table erased_counted on commit drop as
select
    c.freeze_id,
    e.place
from report.counted as c
cross join lateral unnest(c.episode_ids, c.content_hashes) with ordinality as e (episode_id, content_hash, place)
where
    c.agency_code = %(agency_code)s
    and exists (
        select 1 from erased_version as v
        where v.episode_id = e.episode_id and v.content_hash = e.content_hash
    );

update report.counted as c
set
    episode_ids = left_over.episode_ids,
    content_hashes = left_over.content_hashes,
    person_nos = left_over.person_nos,
    picked_up = left_over.picked_up,
    represented = left_over.represented,
    exit_days = left_over.exit_days,
    exit_already = left_over.exit_already,
    erased = c.erased + left_over.erased
from (
    select
        o.freeze_id,
        count(x.place) as erased,
        coalesce(array_agg(e.episode_id order by e.place) filter (where x.place is null), '{}') as episode_ids,
        coalesce(array_agg(e.content_hash order by e.place) filter (where x.place is null), '{}') as content_hashes,
        coalesce(array_agg(e.person_no order by e.place) filter (where x.place is null), '{}') as person_nos,
        coalesce(array_agg(e.picked_up order by e.place) filter (where x.place is null), '{}') as picked_up,
        coalesce(array_agg(e.represented order by e.place) filter (where x.place is null), '{}') as represented,
        coalesce(array_agg(e.exit_days order by e.place) filter (where x.place is null), '{}') as exit_days,
        coalesce(array_agg(e.exit_already order by e.place) filter (where x.place is null), '{}') as exit_already
    from report.counted as o
    cross join
        lateral unnest(
            o.episode_ids, o.content_hashes, o.person_nos, o.picked_up, o.represented, o.exit_days, o.exit_already
        ) with ordinality
            as e (
                episode_id, content_hash, person_no, picked_up, represented, exit_days, exit_already, place
            )
    left join erased_counted as x on o.freeze_id = x.freeze_id and e.place = x.place
    where o.agency_code = %(agency_code)s and o.freeze_id in (select d.freeze_id from erased_counted as d)
    group by o.freeze_id
) as left_over
where c.agency_code = %(agency_code)s and c.freeze_id = left_over.freeze_id;

-- What was noted about them; an EPISODID that is another client's by now keeps what is that one's.
create temporary table erased_episode on commit drop as
select distinct v.episode_id
from erased_version as v
where not exists (
    select 1 from core.episode as e
    where e.agency_code = v.agency_code and e.episode_id = v.episode_id and e.current_to is null
);

delete from core.absent
where agency_code = %(agency_code)s and episode_id in (select d.episode_id from erased_episode as d);

delete from core.held_back
where agency_code = %(agency_code)s and episode_id in (select d.episode_id from erased_episode as d);

delete from core.kept_away
where agency_code = %(agency_code)s and episode_id in (select d.episode_id from erased_episode as d);

update report.counted_referral as c
set
    episode_ids = left_over.episode_ids,
    referral_ids = left_over.referral_ids,
    days = left_over.days,
    already_in_treatment = left_over.already_in_treatment
from (
    select
        o.freeze_id,
        coalesce(array_agg(r.episode_id order by r.place) filter (where d.episode_id is null), '{}') as episode_ids,
        coalesce(array_agg(r.referral_id order by r.place) filter (where d.episode_id is null), '{}') as referral_ids,
        coalesce(array_agg(r.days order by r.place) filter (where d.episode_id is null), '{}') as days,
        coalesce(array_agg(r.already_in_treatment order by r.place) filter (where d.episode_id is null), '{}')
            as already_in_treatment
    from report.counted_referral as o
    cross join
        lateral unnest(
            o.episode_ids, o.referral_ids, o.days, o.already_in_treatment
        ) with ordinality as r (episode_id, referral_id, days, already_in_treatment, place)
    left join erased_episode as d on r.episode_id = d.episode_id
    where o.agency_code = %(agency_code)s
    group by o.freeze_id
) as left_over
where c.agency_code = %(agency_code)s and c.freeze_id = left_over.freeze_id;

update report.change_part as p
set id = null
where p.code = %(agency_code)s and p.source = 'episode' and p.id in (select d.episode_id from erased_episode as d);

update report.change_part as p
set
    by_code = null,
    by_id = null
where p.by_code = %(agency_code)s and p.by_id in (select d.episode_id from erased_episode as d);

-- Why warnings were right, also of episodes that never were loaded; dq.explained follows.
delete from dq.explanation as x
where
    x.agency_code = %(agency_code)s
    and (
        x.episode_id in (select d.episode_id from erased_episode as d)
        or (
            x.episode_id in (select f.episode_id from erased_finding as f)
            and not exists (
                select 1 from core.episode as e
                where e.agency_code = x.agency_code and e.episode_id = x.episode_id and e.current_to is null
            )
        )
    );

-- Of an id that is another client's by now: what compares with a version of theirs, and what was missing while one of
-- theirs was the last that had been accepted.
create temporary table erased_mismatch on commit drop as
select
    m.agency_code,
    m.episode_id,
    m.kind,
    m.found_in
from dq.mismatch as m
where
    m.agency_code = %(agency_code)s
    and m.episode_id = any(array(select v.episode_id from erased_version as v))
    and (
        m.episode_id in (select d.episode_id from erased_episode as d)
        or exists (
            select 1 from erased_version as v
            where v.episode_id = m.episode_id and v.submission_id in (m.found_in, m.compared_with)
        )
        or (
            m.kind in ('M1', 'M3')
            and (
                select h.is_theirs
                from erased_history as h
                where
                    h.episode_id = m.episode_id
                    and h.accepted_at < (
                        select f.decided_at from dq.verdict as f
                        where f.submission_id = m.found_in and f.verdict = 'accepted'
                    )
                order by h.accepted_at desc
                limit 1
            )
        )
    );

delete from dq.mismatch as m
using erased_mismatch as d
where
    m.agency_code = d.agency_code
    and m.episode_id = d.episode_id
    and m.kind = d.kind
    and m.found_in = d.found_in;

delete from dq.unconsented_row as u
using erased_row as r
where u.submission_id = r.submission_id and u.row_no = r.row_no and r.client_id is not null;

-- Files that were written for these submissions are written again: Parquet by row, feedback as if it were new.
insert into dq.pending_erasure as p (submission_id, row_nos)
select
    submission_id,
    array_agg(row_no order by row_no) as row_nos
from erased_row
where client_id is not null
group by submission_id
on conflict (submission_id) do update set row_nos = p.row_nos || excluded.row_nos;

-- The page of any accepted file may list what was loaded of them when it was written (sql/feedback/not_seen.sql), and
-- the mismatches that were open then. What retention has removed stays away: it would come back without its findings.
delete from dq.feedback as w
where
    w.submission_id not in (select g.submission_id from dq.removed as g where g.kind = 'rows')
    and (
        w.submission_id in (select r.submission_id from erased_row as r)
        or w.submission_id in (
            select l.submission_id
            from dq.verdict as l
            where
                l.agency_code = %(agency_code)s
                and l.verdict = 'accepted'
                and l.decided_at >= (
                    select least(
                        (select min(h.accepted_at) from erased_history as h where h.is_theirs),
                        (
                            select min(f.decided_at) from dq.verdict as f
                            where
                                f.submission_id = any(array(select d.found_in from erased_mismatch as d))
                                and f.verdict = 'accepted'
                        )
                    )
                )
        )
    );
