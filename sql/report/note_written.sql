insert into report.freeze_written (freeze_id)
values (%(freeze_id)s)
on conflict (freeze_id) do nothing;
