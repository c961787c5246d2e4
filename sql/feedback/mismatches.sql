-- Mismatches that these submissions showed first and that are still open.
select
    (w.place - 1)::integer as submission_no,
    m.kind,
    m.episode_id
from unnest(%(submissions)s::text[]) with ordinality as w (submission_id, place)
inner join out.mismatch as m on w.submission_id = m.found_in
where m.state = 'open'
-- "C" is a collation and no column.
order by w.place, m.kind, m.episode_id collate "C"; -- noqa: RF03
