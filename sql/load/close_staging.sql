drop table if exists raw.{rows}, raw.{consent};
