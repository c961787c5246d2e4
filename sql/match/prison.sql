-- Releases from a secure setting, and the episode that followed each within 21 days (linkage.md). Several stays may
-- match one episode.
create temporary table prison_now on commit drop as
select distinct on (s.prison_code, s.stay_id)
    s.person_key,
    s.prison_code,
    s.stay_id,
    s.exit_on,
    s.exit_dat,
    e.agency_code,
    e.episode_id,
    e.assessed_on,
    e.assessed_on - s.exit_on as days
from core.stay as s
inner join matched_episode as e
    on
        s.person_key = e.person_key
        and e.assessed_on between s.exit_on and s.exit_on + 21
where
    s.exit_reason = 'R'
    and (%(everybody)s or s.person_key = any(array(select p.person_key from pending_match as p)))
order by
    s.prison_code,
    s.stay_id,
    e.assessed_on,
    coalesce(e.dat_code = s.exit_dat, false) desc,
    e.agency_code collate "C",
    e.episode_id collate "C";
