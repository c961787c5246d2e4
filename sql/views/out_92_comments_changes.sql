-- What a restatement says of itself, in the database and in docs/out-views.md. -- noqa: disable=LT05

comment on view out.ccjr_change is 'Every cell that a restatement changed.';
comment on column out.ccjr_change.freeze_id is 'The restatement';
comment on column out.ccjr_change.period is 'The report month, YYYY-MM';
comment on column out.ccjr_change.restates is 'The freeze that it corrects';
comment on column out.ccjr_change.period_kind is 'As in out.ccjr, as are the next four';
comment on column out.ccjr_change.level is 'england, region, force, partnership or provider';
comment on column out.ccjr_change.area_code is 'The area';
comment on column out.ccjr_change.measure is 'The measure';
comment on column out.ccjr_change.breakdown is 'Empty where there is none';
comment on column out.ccjr_change.published is 'The value in the freeze that it corrects; a count without a row is 0';
comment on column out.ccjr_change.now is 'The value now';
comment on column out.ccjr_change.difference is 'now less published; null where either is blank';
comment on column out.ccjr_change.published_numerator is 'Numerator then';
comment on column out.ccjr_change.now_numerator is 'Numerator now';
comment on column out.ccjr_change.published_denominator is 'Denominator then; null of a count';
comment on column out.ccjr_change.now_denominator is 'Denominator now';

comment on view out.ccjr_change_cause is 'What moved each cell of out.ccjr_change: the numerators and denominators of a cell sum to its difference.';
comment on column out.ccjr_change_cause.freeze_id is 'The restatement';
comment on column out.ccjr_change_cause.period_kind is 'The cell, with the next four';
comment on column out.ccjr_change_cause.level is 'england, region, force, partnership or provider';
comment on column out.ccjr_change_cause.area_code is 'The area';
comment on column out.ccjr_change_cause.measure is 'The measure';
comment on column out.ccjr_change_cause.breakdown is 'Empty where there is none';
comment on column out.ccjr_change_cause.source is 'episode, stay, agency (a whole file or registration) or freeze (nothing by row explains it)';
comment on column out.ccjr_change_cause.agency_code is 'The agency, or the secure setting of a stay';
comment on column out.ccjr_change_cause.episode_id is 'EPISODID or STAYID; null for an agency, and once its client has withdrawn consent';
comment on column out.ccjr_change_cause.cause is 'late file, correction, deletion, re-link, decision, reference change, time (old enough to tell now), program, consent withdrawn or not kept';
comment on column out.ccjr_change_cause.by_agency is 'Where another episode of the same person made this one count or not: its agency';
comment on column out.ccjr_change_cause.by_episode is 'And its EPISODID';
comment on column out.ccjr_change_cause.numerator is '+1: it came into the cell, -1: it left it; of an agency the rows or mismatches';
comment on column out.ccjr_change_cause.denominator is 'The same for the denominator; 0 of a count';
