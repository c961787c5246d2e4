-- Consent withdrawn: with the file that says so the entry form forgets the client, the id included.
delete from entry.client
where agency_code = %(agency_code)s and client_id = any(%(client_ids)s);
