insert into dq.file_decision (submission_id, decision, decided_by, decided_at, why)
values (%(submission_id)s, %(decision)s, %(by)s, %(at)s, %(why)s);
