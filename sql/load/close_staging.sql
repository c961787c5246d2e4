drop table if exists raw.{rows}, raw.{compared}, raw.{consent};
