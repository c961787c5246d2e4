-- Once they say that it is signed, a later note does not take that back.
insert into report.freeze_written (freeze_id, signed)
values (%(freeze_id)s, %(signed)s)
on conflict (freeze_id) do update
    set signed = freeze_written.signed or excluded.signed;
