-- Of the current episodes that the file does not load, the missing ones, and the mismatch that each gives rise to.
-- An episode whose client withdrew consent is none of them: it is erased.
delete from unseen as u
using core.episode as e, refusing as r
where
    e.agency_code = %(agency_code)s
    and e.current_to is null
    and e.episode_id = u.episode_id
    and e.client_id = r.client_id;

analyze unseen, arrived;

create temporary table missing on commit drop as
with
-- What is missing already, and perhaps known to have been re-keyed.
noticed as (
    select
        episode_id,
        bool_or(kind = 'M3') as rekeyed
    from out.mismatch
    where agency_code = %(agency_code)s and state = 'open' and kind in ('M1', 'M3')
    group by episode_id
)

select
    u.episode_id,
    e.closed_on is null as is_open,
    case
        -- Somebody decided to keep it, or it is known that it was re-keyed: nothing is raised while it stays away.
        when k.episode_id is not null or o.rekeyed then null
        when
            exists (
                select 1 from arrived as a
                where
                    a.person_key = e.person_key
                    and a.dat_code = e.dat_code
                    and a.assessed_on = e.assessed_on
            )
            then 'M3'
        when o.episode_id is null then 'M1'
    end as kind -- null: nothing new
from unseen as u
inner join core.episode as e
    on e.agency_code = %(agency_code)s and u.episode_id = e.episode_id and e.current_to is null
left join core.kept_away as k on k.agency_code = %(agency_code)s and u.episode_id = k.episode_id
left join noticed as o on u.episode_id = o.episode_id
where
    not u.in_file
    -- Its client has a row without usable consent, which may be this episode's: held back (submission.md).
    and not exists (select 1 from unconsented as n where n.client_id = e.client_id);

analyze missing;
