-- One release at a time: each has to know all that were made before it. The lock comes before the first query.
set local transaction_isolation = 'repeatable read';
lock table report.public_release in share row exclusive mode;
