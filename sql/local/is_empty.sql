-- Whether no file was ever taken in.
select not exists (select 1 from dq.submission);
