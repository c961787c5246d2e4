-- M2, M4 and M5: the new version against the one before, which is still current here.
--
-- Hashed, lest Postgres go through all of the agency's mismatches for each of them while it has not counted any.
set local enable_nestloop = off;
set local jit = off; -- which servers before 18 would use for what they are told to avoid and cannot

-- Nothing is raised while the same is open: either it stays, or the earlier value is back and resolves it below.
insert into dq.mismatch (agency_code, episode_id, kind, found_in, compared_with)
select
    e.agency_code,
    e.episode_id,
    d.kind,
    %(submission_id)s,
    e.submission_id as compared_with
from core.episode as e
inner join changed as c on e.episode_id = c.episode_id
cross join
    lateral (
        values
        (
            'M2',
            (e.first_initial, e.surname_initial, e.dob, e.sex)
            is distinct from (c.first_initial, c.surname_initial, c.dob, c.sex)
        ),
        ('M4', e.assessed_on is distinct from c.assessed_on),
        ('M5', e.closed_on is not null and c.closed_on is null)
    ) as d (kind, differs)
where
    e.agency_code = %(agency_code)s
    and e.current_to is null
    and e.episode_id = any(array(select a.episode_id from changed as a)) -- not all of the agency's
    and d.differs
    and not exists (
        select 1 from out.mismatch as o
        where
            o.agency_code = e.agency_code
            and o.episode_id = e.episode_id
            and o.kind = d.kind
            and o.state = 'open'
    );

insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, closed_in)
select
    o.agency_code,
    o.episode_id,
    o.kind,
    o.found_in,
    'resolved' as state,
    %(submission_id)s as closed_in
from out.mismatch as o
inner join changed as c on o.episode_id = c.episode_id
-- Superseded when the mismatch was found: there is an index on such versions. It is visited for each mismatch, by
-- its episode, however few of them Postgres believes there to be.
left join lateral (
    select
        e.first_initial,
        e.surname_initial,
        e.dob,
        e.sex,
        e.assessed_on
    from core.episode as e
    where
        e.agency_code = o.agency_code
        and e.episode_id = o.episode_id
        and e.submission_id = o.compared_with
        and e.current_to is not null
    order by e.current_to
    limit 1 -- a file brings one version of an episode
) as b on true
where
    o.agency_code = %(agency_code)s
    and o.state = 'open'
    and o.found_in <> %(submission_id)s
    and case o.kind
        when 'M2'
            then
                (b.first_initial, b.surname_initial, b.dob, b.sex)
                is not distinct from (c.first_initial, c.surname_initial, c.dob, c.sex)
        when 'M4' then b.assessed_on = c.assessed_on
        when 'M5' then c.closed_on is not null
    end;

set local enable_nestloop = on;
