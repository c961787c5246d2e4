-- Transfers between CJITs (linkage.md). Text is ordered by code point.
create temporary table transfer_now on commit drop as
with closure as (
    select
        person_key,
        agency_code,
        episode_id,
        closed_on,
        transferred_to
    from matched_episode
    where
        closure_reason in ('105', '206')
        and closed_on is not null
        and transferred_to in (select dat_code from ref.partnership)
),

-- The first episode of the same person at another agency, in d or at an agency of d, that begins within 21 days.
-- An agency belongs where the register has it on the day of the assessment; before its first line, where that has it.
chosen as (
    select distinct on (c.person_key, c.agency_code, c.episode_id)
        c.person_key,
        c.agency_code as from_agency,
        c.episode_id as from_episode,
        e.agency_code as to_agency,
        e.episode_id as to_episode,
        c.closed_on,
        c.transferred_to,
        e.assessed_on - c.closed_on as days
    from closure as c
    inner join matched_episode as e
        on
            c.person_key = e.person_key
            and c.agency_code <> e.agency_code
            and e.assessed_on between c.closed_on and c.closed_on + 21
    left join lateral (
        select r.dat_code
        from ref.agency as r
        where r.agency_code = e.agency_code
        order by
            r.valid_from <= e.assessed_on desc,
            case when r.valid_from <= e.assessed_on then r.valid_from end desc,
            r.valid_from
        limit 1
    ) as place on e.dat_code is distinct from c.transferred_to
    where c.transferred_to in (e.dat_code, place.dat_code)
    order by
        c.person_key,
        c.agency_code,
        c.episode_id,
        e.assessed_on,
        e.agency_code collate "C",
        e.episode_id collate "C"
)

-- Of several closures that chose the same episode the latest keeps it; the others stay unmatched.
select distinct on (person_key, to_agency, to_episode)
    person_key,
    from_agency,
    from_episode,
    to_agency,
    to_episode,
    closed_on,
    transferred_to,
    days
from chosen
order by
    person_key,
    to_agency,
    to_episode,
    closed_on desc,
    from_agency collate "C" desc,
    from_episode collate "C" desc;
