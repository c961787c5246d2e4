-- Warnings that somebody said are right as they are. A finding is the same one in every file by agency, rule, item and
-- EPISODID, so its explanation is met again in later files; it changes no finding and no percentage.
create view out.explanation as
select
    agency_code,
    rule,
    item,
    episode_id,
    why,
    explained_by,
    explained_at,
    submission_id
from dq.explained;

-- How many warnings of a file are explained, by cause.
create view out.explained_count as
select
    f.submission_id,
    s.agency_code,
    f.rule,
    f.item,
    count(*) as explained
from out.explanation as x
inner join dq.finding as f on x.rule = f.rule and x.item = f.item and x.episode_id = f.episode_id
inner join out.submission as s on f.submission_id = s.submission_id and x.agency_code = s.agency_code
group by f.submission_id, s.agency_code, f.rule, f.item;
