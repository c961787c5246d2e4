-- When the last file came of those that the person may see.
select max(received_at) from access.submission;
