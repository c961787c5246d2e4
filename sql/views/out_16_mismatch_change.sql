-- What changed from one file to the other, where it names nobody: of M3 where the episode went, of M4 and M5 the dates.
-- Of M2 nothing is told: initials, date of birth and sex stand in the agency's own files.
create view out.mismatch_change as
select
    m.agency_code,
    m.episode_id,
    m.kind,
    m.found_in,
    r.new_episode_id,
    case when m.kind = 'M4' then b.assessed_on end as assessed_before,
    case when m.kind = 'M4' then n.assessed_on end as assessed_then,
    case when m.kind = 'M5' then b.closed_on end as closed_before
from dq.mismatch as m
-- Superseded when the mismatch was found. A file brings one version of an episode.
left join lateral (
    select
        e.assessed_on,
        e.closed_on
    from core.episode as e
    where
        e.agency_code = m.agency_code
        and e.episode_id = m.episode_id
        and e.submission_id = m.compared_with
        and e.current_to is not null
    order by e.current_to
    limit 1
) as b on true
left join lateral (
    select e.assessed_on
    from core.episode as e
    where e.agency_code = m.agency_code and e.episode_id = m.episode_id and e.submission_id = m.found_in
    order by e.current_from
    limit 1
) as n on m.kind = 'M4'
-- The same person, DAT and assessment date under an EPISODID that was not current before that file (submission.md).
left join lateral (
    select string_agg(distinct a.episode_id collate "C", ', ' order by a.episode_id collate "C") as new_episode_id
    from core.episode as o
    inner join core.episode as a
        on
            o.agency_code = a.agency_code
            and o.person_key = a.person_key
            and o.dat_code = a.dat_code
            and o.assessed_on = a.assessed_on
            and o.current_from < a.current_from
            and (o.current_to is null or o.current_to >= a.current_from)
    where
        o.agency_code = m.agency_code
        and o.episode_id = m.episode_id
        and a.episode_id <> m.episode_id
        and a.submission_id = m.found_in
        and not exists (
            select 1 from core.episode as p
            where
                p.agency_code = a.agency_code
                and p.episode_id = a.episode_id
                and p.current_from < a.current_from
                and p.current_to >= a.current_from
        )
) as r on m.kind = 'M3';
