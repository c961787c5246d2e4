-- What each column of the public release means. docs/out-views.md is made from these.

comment on view out.public_release is 'Reports that anybody may see, through disclosure control.';
comment on column out.public_release.release_id is 'Period and a part of the hash of the figures as written';
comment on column out.public_release.freeze_id is 'The freeze that was released';
comment on column out.public_release.period is 'The report month, YYYY-MM';
comment on column out.public_release.released_at is 'The clock of the run';
comment on column out.public_release.released_by is 'The account that released it';
comment on column out.public_release.release_no is 'The order in which releases were made: each knows those before it';
comment on column out.public_release.code_version is 'The program, and a hash of what makes releases';
comment on column out.public_release.counts is 'Counts above 0 in it, what rates are of included';
comment on column out.public_release.small_counts is 'Of these, 1 to 4';
comment on column out.public_release.hidden_counts is 'Of these, shown as *: the small, and what gives one away';
comment on column out.public_release.whole_row_counts is 'What hiding whole rows would hide; null: not reckoned';
comment on column out.public_release.difference_counts is 'Hidden, but told to who assumes that nobody came twice';

comment on view out.ccjr_public is 'The figures of out.ccjr that anybody may see, as they are written.';
comment on column out.ccjr_public.release_id is 'The release';
comment on column out.ccjr_public.freeze_id is 'The freeze that was released';
comment on column out.ccjr_public.period is 'The report month, YYYY-MM';
comment on column out.ccjr_public.period_kind is 'month, quarter, ytd or rolling12';
comment on column out.ccjr_public.period_start is 'First day of the span';
comment on column out.ccjr_public.level is 'england, region, force or partnership';
comment on column out.ccjr_public.area_code is 'england, the region''s or force''s name, or dat_code';
comment on column out.ccjr_public.measure is 'What is counted';
comment on column out.ccjr_public.breakdown is 'Category; empty where the measure has none';
comment on column out.ccjr_public.value is 'The count; of a rate its whole per cent, or [c], [u], [z]';
comment on column out.ccjr_public.numerator is 'The count to the nearest 5, or *, which is never 0';
comment on column out.ccjr_public.denominator is 'Of how many, written likewise; null unless it is a rate';

comment on table report.public_release is 'Releases to the public, as in out.public_release.';
comment on table report.public_cell is 'Figures as they are written, as in out.ccjr_public.';
