-- How much a release hides is told beside what hiding whole rows would hide.
alter table report.public_release add column whole_row_counts bigint; -- null: released before it was reckoned
