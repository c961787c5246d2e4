-- Whether the warehouse was ever migrated.
select to_regclass('dq.submission') is not null;
