-- The freezes whose files have all been written once: a month whose report was stopped before that is due again.
create table report.freeze_written (
    freeze_id text primary key references report."freeze"
);

insert into report.freeze_written (freeze_id)
select freeze_id from report."freeze";
