-- Whether the files of a freeze have all been written since it was signed: until then they say that they are a draft,
-- and agencies are not told. Those that are signed by now were written again at once.
alter table report.freeze_written add column signed boolean not null default false;

update report.freeze_written set signed = true
where freeze_id in (select freeze_id from report.signature);
