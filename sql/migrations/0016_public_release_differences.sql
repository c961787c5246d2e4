-- What one span less another tells who assumes that nobody came twice, and nothing could be hidden for: for staff.
alter table report.public_release add column difference_counts bigint; -- null: released before it was kept
