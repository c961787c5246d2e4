-- Drafts that have no errors any more: from now on they are in every file.
with taken as (
    update entry.episode as e
    set in_file_since = %(at)s
    from entry.client as c
    where
        e.episode_key::text = any(%(episode_keys)s)
        and e.in_file_since is null
        and c.client_key = e.client_key
        and c.agency_code = %(agency_code)s
    returning e.client_key
)

update entry.client
set in_file_since = %(at)s
where client_key in (select t.client_key from taken as t) and in_file_since is null;
