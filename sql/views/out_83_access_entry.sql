-- What a provider's people have typed into the entry form, whole: theirs alone.
create view access.entered_client with (security_barrier) as
select
    c.client_key,
    c.agency_code,
    c.client_id,
    c.client_no,
    c.items,
    c.in_file_since,
    c.withdrawn_at,
    c.version,
    c.changed_by,
    c.changed_at
from entry.client as c
where
    current_user = 'cjit_provider'
    and c.agency_code in (select g.agency_code from access.agency as g);

create view access.entered_episode with (security_barrier) as
select
    e.episode_key,
    e.client_key,
    c.agency_code,
    e.episode_id,
    e.episode_no,
    e.items,
    e.referrals,
    e.reviews,
    e.in_file_since,
    e.version,
    e.changed_by,
    e.changed_at
from entry.episode as e
inner join entry.client as c on e.client_key = c.client_key
where
    current_user = 'cjit_provider'
    and c.agency_code in (select g.agency_code from access.agency as g);

-- The last file that was made of it.
create view access.entered_file with (security_barrier) as
select
    a.agency_code,
    a.changed_at,
    a.sent_sha256,
    a.sent_at
from entry.agency as a
where
    current_user = 'cjit_provider'
    and a.agency_code in (select g.agency_code from access.agency as g);
