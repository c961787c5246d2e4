-- The areas that have a row for every measure, 0 included: those in force on the last day of the month,
-- agencies with data, and areas that have ended but still have people, releases or agencies to count.
create temporary table report_area on commit drop as
with dat as (
    select dat_code from report_place
    where in_force
    union distinct
    select partnership from report_agency
    union distinct
    select dat_code from report_fed
    union distinct
    select exit_dat from report_release
),

area (level, area_code) as (
    values ('england', 'england')
    union distinct
    select
        lies_in.level,
        lies_in.area_code
    from dat as d
    inner join report_place as p on d.dat_code = p.dat_code
    cross join
        lateral (
            values
            ('region', p.region),
            ('force', p.police_force),
            ('partnership', p.dat_code)
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
    from report_fed
)

select
    row_number() over (order by level, area_code collate "C")::integer as area_no,
    level,
    area_code
from area;

analyze report_area;

-- The areas that count what is of a DAT: England (which counts all), its region, its force, the partnership.
create temporary table report_lies_in on commit drop as
select
    p.dat_code,
    array_agg(a.area_no order by a.area_no) as area_nos
from report_place as p
cross join
    lateral (
        values
        ('england', 'england'),
        ('region', p.region),
        ('force', p.police_force),
        ('partnership', p.dat_code)
    ) as lies_in (level, area_code)
inner join report_area as a on lies_in.level = a.level and lies_in.area_code = a.area_code
group by p.dat_code;

create unique index on report_lies_in (dat_code);
analyze report_lies_in;

create temporary table report_england on commit drop as
select array[area_no] as area_nos
from report_area
where level = 'england';

-- What the families of measures count, to be made into figures by publish.sql. thing_no: whose it is, where a
-- restatement counts things one by one.
create temporary table report_figure (
    area_no integer not null,
    period_kind text not null,
    measure text not null,
    breakdown text not null default '',
    thing_no integer,
    numerator bigint not null,
    denominator bigint
) on commit drop;
