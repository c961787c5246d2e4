insert into dq.access_log (did, subject) values ('read the public release', %(release_id)s);
