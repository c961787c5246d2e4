-- A batch's own copies of the staging tables; what a killed run of the same batch left is dropped.
drop table if exists raw.{rows}, raw.{consent};
create unlogged table raw.{rows} (like raw.{feed});
create unlogged table raw.{consent} (like raw.consent);
