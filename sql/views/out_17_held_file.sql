-- Every file that was ever held, why, and what became of it. A later accepted or held file of the agency takes its
-- place; until then it may be released, also where it was refused. Later is what got its verdict later, and not what
-- has a later clock: a night's may be set back.
create view out.held_file as
select
    h.submission_id,
    s.agency_code,
    s.received_at,
    case
        when s.status = 'accepted' then 'released'
        when later.submission_id is not null then 'superseded'
        when d.submission_id is not null then 'refused'
        else 'waiting'
    end as state,
    h.open_episodes,
    h.disappearing,
    d.decided_by,
    d.decided_at,
    d.why,
    later.submission_id as superseded_by
from dq.held as h
inner join out.submission as s on h.submission_id = s.submission_id
inner join dq.verdict as v on h.submission_id = v.submission_id and v.verdict = 'held'
left join lateral (
    select f.*
    from dq.file_decision as f
    where f.submission_id = h.submission_id
    order by f.decision = 'refuse' -- a release came after it, if at all
    limit 1
) as d on true
left join lateral (
    select l.submission_id
    from out.submission as l
    where
        l.agency_code = s.agency_code
        and l.feed = s.feed
        and l.status in ('accepted', 'held')
        and l.submission_id <> s.submission_id
        and (l.decided_at, l.received_at, l.arrival_no) > (v.decided_at, s.received_at, s.arrival_no)
    order by l.decided_at, l.received_at, l.arrival_no
    limit 1
) as later on true;
