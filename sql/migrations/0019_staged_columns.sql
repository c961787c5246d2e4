-- Nobody asks a staged row which file it came from: the two engines compare how many rows each rule finds.
alter table raw.cjit drop column submission_id, drop column row_no;
alter table raw.structured drop column submission_id, drop column row_no;
alter table raw.secure drop column submission_id, drop column row_no;
alter table raw.consent drop column submission_id, drop column row_no;
