select exists (select from raw.{rows}) or exists (select from raw.{consent});
