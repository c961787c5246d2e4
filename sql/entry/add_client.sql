insert into entry.client (agency_code, client_id, client_no, items, changed_by, changed_at)
values (%(agency_code)s, %(client_id)s, %(number)s, %(items)s::jsonb, %(by)s, %(at)s)
returning client_key;
