-- Whatever belongs to somebody with a cause is counted, one by one, on both sides: within an area a client is counted
-- once, so one episode of a person may count because another no longer does. Everybody else counts as before.
create temporary table report_moved_person on commit drop as
select distinct
    v.side,
    v.person_no
from report_version as v
inner join report_cause as c on c.source = 'episode' and v.agency_code = c.code and v.episode_id = c.id;

create unique index on report_moved_person (side, person_no);
analyze report_moved_person;

insert into report_thing (thing_no, source, code, id)
select
    row_number() over ()::integer as thing_no,
    source,
    code,
    id
from (
    select
        'episode' as source,
        v.agency_code as code,
        v.episode_id as id
    from report_version as v
    inner join report_moved_person as p on v.side = p.side and v.person_no = p.person_no
    union distinct
    select
        source,
        code,
        id
    from report_cause
) as thing;

analyze report_thing;
