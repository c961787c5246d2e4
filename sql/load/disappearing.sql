-- rules.md "held": the agency's open episodes, and how many of them would get an M1.
select
    (
        select count(*)
        from core.episode as e
        where
            e.agency_code = %(agency_code)s
            and e.current_to is null
            and e.closed_on is null
            and not exists (
                select 1 from out.mismatch as o
                where
                    o.agency_code = %(agency_code)s
                    and o.episode_id = e.episode_id
                    and o.kind in ('M1', 'M3')
                    and o.state = 'open'
            )
    ) as open_episodes,
    (select count(*) from missing where is_open and kind = 'M1') as disappearing;
