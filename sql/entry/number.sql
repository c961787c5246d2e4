-- The next numbers for ids of an agency: returns the last of them. Its file is out of date from now on.
insert into entry.agency as a (agency_code, last_number, changed_at)
values (%(agency_code)s, %(take)s, %(at)s)
on conflict (agency_code) do update
    set
        last_number = a.last_number + excluded.last_number,
        changed_at = greatest(a.changed_at, excluded.changed_at)
returning last_number;
