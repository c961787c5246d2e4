-- Only one of whom no episode is left or was ever sent: should another withdraw consent, what is loaded has to go too.
delete from entry.client as c
where
    c.client_key = %(client_key)s
    and c.agency_code = %(agency_code)s
    and c.in_file_since is null
    and not exists (select 1 from entry.episode as e where e.client_key = c.client_key);
