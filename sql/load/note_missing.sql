-- M1 and M3. Those of episodes that are in the file again, rows in error included, are resolved; so is the M1 whose
-- place an M3 takes. An episode that is held back since its client's consent cannot be read is not known to be there.
insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, closed_in)
select
    o.agency_code,
    o.episode_id,
    o.kind,
    o.found_in,
    'resolved' as state,
    %(submission_id)s as closed_in
from out.mismatch as o
where
    o.agency_code = %(agency_code)s
    and o.state = 'open'
    and o.kind in ('M1', 'M3')
    and (
        not exists (select 1 from unseen as u where u.episode_id = o.episode_id and not u.in_file)
        or exists (select 1 from missing as m where m.episode_id = o.episode_id and m.kind = 'M3')
    );

insert into dq.mismatch (agency_code, episode_id, kind, found_in)
select
    %(agency_code)s,
    m.episode_id,
    m.kind,
    %(submission_id)s
from missing as m
where m.kind is not null;

delete from core.kept_away as k
where
    k.agency_code = %(agency_code)s
    and not exists (select 1 from unseen as u where u.episode_id = k.episode_id and not u.in_file);
