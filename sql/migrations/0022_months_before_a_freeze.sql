-- The months before a freeze of which there was no report, as it knew them: its pages show a trend of 13 months, and
-- what is known of them goes on changing.
create table report.month_before (
    freeze_id text not null references report."freeze",
    period text not null,
    level text not null,
    area_code text not null,
    measure text not null,
    numerator bigint not null,
    denominator bigint,
    primary key (freeze_id, period, level, area_code, measure)
);
