-- Duplicates and journeys (linkage.md) of everybody, whose episodes are core.episode, or of the pending people, whose
-- episodes are pending_episode (take_touched.sql): the rows that core.episode_link should hold for them. One sort
-- serves all three windows, and leaves the rows in the order of that table's key.
--
-- Hashed, lest Postgres visit all the episodes once for every row of a table that it has not counted yet.
set local enable_nestloop = off;

create temporary table link_now on commit drop as
with episode as (
    select
        e.person_key,
        e.dat_code collate "C" as dat_code,
        e.assessed_on,
        e.agency_code collate "C" as agency_code,
        e.episode_id collate "C" as episode_id,
        coalesce(e.closed_on, 'infinity') as ended_on, -- an open episode has no end
        e.caseload_on is null as never_on_caseload,
        -- Null while the agency's last accepted file still holds the episode, if only in rows with errors.
        -- Else when the last file that did was accepted: a night's own clock may be set back.
        v.decided_at as last_seen_at
    from {schema}.{episodes} as e
    left join core.absent as a on e.agency_code = a.agency_code and e.episode_id = a.episode_id
    left join dq.verdict as v on a.last_seen_in = v.submission_id and v.verdict = 'accepted'
    where
        e.current_to is null
        -- A client with one episode stands in the first journey, and is not sorted.
        and exists (
            select 1
            from {schema}.{episodes} as o
            where
                o.current_to is null
                and o.person_key = e.person_key
                and o.dat_code is not distinct from e.dat_code
                and o.ctid <> e.ctid
        )
),

-- One event under several EPISODIDs: the survivor is the one still there in the file accepted later, then the closed
-- one, then the one with a CASESTDT, then the higher EPISODID.
event as (
    select
        *,
        first_value(episode_id) over (
            partition by person_key, dat_code, assessed_on, agency_code
            order by
                last_seen_at desc nulls first,
                ended_on = 'infinity',
                never_on_caseload,
                episode_id desc
        ) as survivor
    from episode
),

-- The latest end among all earlier episodes of the client stands for the latest end in the current journey.
-- Say the current journey began with an episode assessed on day b: then b was more than 21 days after every
-- end in the journeys before it. Whatever comes later is assessed on b or later, so it too is more than
-- 21 days after all of those ends, and only the ends within the current journey can make it join.
-- Without its duplicates a client has one episode for each day and agency, so EPISODID orders nothing more.
earlier as (
    select
        *,
        max(ended_on) filter (where episode_id = survivor) over (
            partition by person_key, dat_code
            order by assessed_on, agency_code
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from event
),

linked as (
    select
        person_key,
        agency_code,
        episode_id,
        case
            when episode_id = survivor
                then 1 + count(*) filter (where episode_id = survivor and assessed_on > ended_before + 21) over (
                    partition by person_key, dat_code
                    order by assessed_on, agency_code
                    rows unbounded preceding
                )
        end::integer as journey_no,
        nullif(survivor, episode_id) as duplicate_of
    from earlier
)

-- The first journey is what an episode stands in without being told.
select *
from linked
where journey_no is distinct from 1;
