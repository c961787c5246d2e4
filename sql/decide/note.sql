-- Who did what, for the access log. Ids of ours alone.
insert into dq.access_log (happened_at, who, did, subject)
values (%(at)s, %(by)s, %(did)s, %(subject)s);
