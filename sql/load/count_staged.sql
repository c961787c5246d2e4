select (select count(*) from raw.{rows}) + (select count(*) from raw.{consent});
