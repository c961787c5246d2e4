-- The areas that have a row for every measure, 0 included: those in force on the last day of the month,
-- agencies with data, and areas that have ended but still have people or agencies to count.
create temporary table report_area on commit drop as
with place as (
    select
        dat_code as partnership,
        region,
        police_force
    from report_place
    where in_force
    union distinct
    select
        partnership,
        region,
        police_force
    from report_agency
    where partnership is not null
    union distinct
    select
        partnership,
        region,
        police_force
    from report_episode
    where partnership is not null
),

area (level, area_code) as (
    values ('england', 'england')
    union distinct
    select
        lies_in.level,
        lies_in.area_code
    from place as p
    cross join
        lateral (
            values
            ('region', p.region),
            ('force', p.police_force),
            ('partnership', p.partnership)
        ) as lies_in (level, area_code)
    where lies_in.area_code is not null
    union distinct
    select
        'provider' as level,
        agency_code
    from report_agency
    where submission_id is not null
    union distinct
    select
        'provider' as level,
        agency_code
    from report_episode
)

select
    row_number() over (order by level, area_code collate "C")::integer as area_no,
    level,
    area_code
from area;

-- Where each episode counts. Within an area a client is a person: in a partnership that is the client_key, at
-- a provider (AGNCY, person_key).
create temporary table report_member on commit drop as
select
    a.area_no,
    e.person_no,
    e.episode_no
from report_episode as e
cross join
    lateral (
        values
        ('england', 'england'),
        ('region', e.region),
        ('force', e.police_force),
        ('partnership', e.partnership),
        ('provider', e.agency_code)
    ) as lies_in (level, area_code)
inner join report_area as a on lies_in.level = a.level and lies_in.area_code = a.area_code;

-- What the families of measures count, to be made into figures by publish.sql.
create temporary table report_figure (
    area_no integer not null,
    period_kind text not null,
    measure text not null,
    breakdown text not null default '',
    numerator bigint not null,
    denominator bigint
) on commit drop;

analyze report_area;
analyze report_member;
