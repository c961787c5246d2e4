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
inner join untold as t on f.submission_id = t.submission_id
where
    f.row_no is not null
    and not exists (
        select 1 from erased_row as r
        where r.submission_id = f.submission_id and r.row_no = f.row_no
    );

analyze erased_row;

create temporary table erased_version on commit drop as
select
    w.client_id,
    e.agency_code,
    e.episode_id,
    e.submission_id,
    e.person_key,
    e.first_initial,
    e.surname_initial,
    e.dob,
    e.sex,
    e.current_to is null as was_current
from core.episode as e
inner join withdrawn as w on e.client_id = w.client_id
where e.agency_code = %(agency_code)s;

create temporary table gone_person on commit drop as
select
    person_key,
    first_initial,
    surname_initial,
    dob,
    sex
from erased_version;

-- What remains: that it happened, and how much it was.
insert into dq.erasure (submission_id, client_no, episodes, versions, findings)
select
    %(submission_id)s,
    w.client_no,
    (select count(distinct v.episode_id) from erased_version as v where v.client_id = w.client_id) as episodes,
    (select count(*) from erased_version as v where v.client_id = w.client_id) as versions,
    (
        select count(*)
        from dq.finding as f
        inner join erased_row as r on f.submission_id = r.submission_id and f.row_no = r.row_no
        where r.client_id = w.client_id
    ) as findings
from withdrawn as w;

-- The episodes, their people being linked again.
insert into core.touched_person (person_key, submission_id)
select distinct
    person_key,
    %(submission_id)s
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

delete from core.review as c
using erased_version as v
where
    c.agency_code = v.agency_code
    and c.episode_id = v.episode_id
    and c.submission_id = v.submission_id;

delete from core.episode as e
using erased_version as v
where
    e.agency_code = v.agency_code
    and e.episode_id = v.episode_id
    and e.submission_id = v.submission_id;

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

create temporary table erased_mismatch on commit drop as
select
    m.agency_code,
    m.episode_id,
    m.kind,
    m.found_in
from dq.mismatch as m
where
    m.agency_code = %(agency_code)s
    and (
        m.episode_id in (select d.episode_id from erased_episode as d)
        or exists (
            select 1 from erased_version as v
            where v.episode_id = m.episode_id and v.submission_id in (m.found_in, m.compared_with)
        )
    );

delete from dq.mismatch as m
using erased_mismatch as d
where
    m.agency_code = d.agency_code
    and m.episode_id = d.episode_id
    and m.kind = d.kind
    and m.found_in = d.found_in;

-- Findings keep submission, row, rule and item.
update dq.finding as f
set
    client_ref = null,
    episode_id = null,
    value = null
from erased_row as r
where f.submission_id = r.submission_id and f.row_no = r.row_no;

delete from dq.unconsented_row as u
using erased_row as r
where u.submission_id = r.submission_id and u.row_no = r.row_no and r.client_id is not null;

-- Files that were written for these submissions are written again: Parquet by row, feedback as if it were new. A page
-- may list any mismatch that was open when it was written.
insert into dq.pending_erasure as p (submission_id, row_nos)
select
    submission_id,
    array_agg(row_no order by row_no) as row_nos
from erased_row
where client_id is not null
group by submission_id
on conflict (submission_id) do update set row_nos = p.row_nos || excluded.row_nos;

delete from dq.feedback as w
where
    w.submission_id in (select r.submission_id from erased_row as r)
    or w.submission_id in (
        select s.submission_id
        from out.submission as s
        where
            s.agency_code = %(agency_code)s
            and s.received_at >= (
                select min(f.received_at)
                from erased_mismatch as d
                inner join dq.submission as f on d.found_in = f.submission_id
            )
    );
