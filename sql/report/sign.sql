insert into report.signature (freeze_id, signed_by, signed_at, why)
values (%(freeze_id)s, %(by)s, %(now)s, %(why)s);
