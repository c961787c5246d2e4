-- Releases from secure settings in the twelve months, where they went, and whether a CJIT assessed the person, an
-- adult, within three weeks.
create temporary table report_release on commit drop as
select
    y.prison_code,
    y.stay_id,
    y.exit_on,
    y.exit_dat,
    e.agency_code is not null as picked_up
from core.stay as y
inner join report_start as s on y.exit_on between s.first_day and s.last_day
left join core.prison_match as m
    on y.person_key = m.person_key and y.prison_code = m.prison_code and y.stay_id = m.stay_id
left join core.episode as e
    on
        m.agency_code = e.agency_code
        and m.episode_id = e.episode_id
        and e.current_to is null
        and coalesce(e.age, 18) >= 18
where y.exit_reason = 'R';

analyze report_release;
