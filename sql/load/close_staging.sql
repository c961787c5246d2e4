drop table if exists raw.{table};
