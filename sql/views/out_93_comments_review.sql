-- As out_90_comments.sql, of what to put right first, explained warnings, and what waits. -- noqa: disable=LT05

comment on view out.item_figure is 'Which figures of the report an item decides or breaks down: what a warning about it puts in doubt.';
comment on column out.item_figure.item is 'The item';
comment on column out.item_figure.figure is 'assessed, caseload, exits, transfers or referred, as the measures of out.ccjr are called';

comment on view out.cause_file is 'Each agency''s last accepted file, about which causes are told.';
comment on column out.cause_file.agency_code is 'The agency';
comment on column out.cause_file.submission_id is 'Its last accepted file';
comment on column out.cause_file.month_start is 'First day of the month before the file came: the month whose figures it is for';

comment on view out.cause_row is 'Rows with findings, of every file, and what is wrong with the row where that is one thing.';
comment on column out.cause_row.submission_id is 'The file';
comment on column out.cause_row.row_no is 'The row';
comment on column out.cause_row.errors is 'How many errors it has; with none it is loaded';
comment on column out.cause_row.warnings is 'How many warnings it has';
comment on column out.cause_row.rule is 'With item: its only error, or of a row without one its only warning; null where it has several';
comment on column out.cause_row.item is 'The item';
comment on column out.cause_row.severity is 'error or warning; null where it has several';

comment on view out.fix_first is 'Causes in each agency''s last accepted file, and what would follow if one of them alone were mended.';
comment on column out.fix_first.agency_code is 'The agency';
comment on column out.fix_first.submission_id is 'Its last accepted file';
comment on column out.fix_first.period is 'The month before it came, YYYY-MM';
comment on column out.fix_first.rule is 'With item: the cause';
comment on column out.fix_first.item is 'The item';
comment on column out.fix_first.severity is 'error or warning';
comment on column out.fix_first.findings is 'Rows that have it';
comment on column out.fix_first.rows_alone is 'Of an error: rows that would load. Of a warning: loaded rows that would be without one';
comment on column out.fix_first.episodes_missing is 'Episodes of which nothing is loaded, and of which something would be';
comment on column out.fix_first.episodes_out_of_date is 'Episodes that would no longer keep an earlier version';

comment on view out.fix_first_figure is 'The same by figure of the report and by the clients'' area: episodes, where the report counts people once.';
comment on column out.fix_first_figure.agency_code is 'The agency';
comment on column out.fix_first_figure.dat_code is 'DAT of residence; null where the row does not say it';
comment on column out.fix_first_figure.rule is 'With item: the cause';
comment on column out.fix_first_figure.item is 'The item';
comment on column out.fix_first_figure.severity is 'error or warning';
comment on column out.fix_first_figure.figure is 'As in out.item_figure';
comment on column out.fix_first_figure.of_month is 'Of an error: episodes that would come into the month''s figure or leave it. Of a warning: episodes in it of which the item is in doubt';
comment on column out.fix_first_figure.of_year is 'The same of the twelve months that end with it; of the caseload those of the month';

comment on table core.row_in_error is 'Rows of each agency''s last accepted file that could not be loaded: what tells in which figures they are missing.';
comment on column core.row_in_error.agency_code is 'The provider';
comment on column core.row_in_error.submission_id is 'Its last accepted file';
comment on column core.row_in_error.row_no is 'First data row = 1';
comment on column core.row_in_error.episode_id is 'EPISODID; null where it is blank or too long';
comment on column core.row_in_error.dat_code is 'DAT, where it is a code';
comment on column core.row_in_error.age is 'Completed years on ASSESSDT';
comment on column core.row_in_error.assessed_on is 'ASSESSDT, where it is a date';
comment on column core.row_in_error.caseload_on is 'CASESTDT, where it is a date';
comment on column core.row_in_error.closed_on is 'CLOSEDT, where it is a date';
comment on column core.row_in_error.closure_reason is 'CLSRSN, where it is a code';
comment on column core.row_in_error.referred_on is 'REFSTDT, where it is a date';

comment on view out.explanation is 'Warnings that are right as they are, as somebody said: the last word on each finding, where it was not taken back.';
comment on column out.explanation.agency_code is 'With the next three: the finding, in every file of the agency';
comment on column out.explanation.rule is 'The rule';
comment on column out.explanation.item is 'The item';
comment on column out.explanation.episode_id is 'The EPISODID';
comment on column out.explanation.why is 'Why it is right, in the words of who said so';
comment on column out.explanation.explained_by is 'Who';
comment on column out.explanation.explained_at is 'When';
comment on column out.explanation.submission_id is 'The file in which they met it';

comment on view out.explained_count is 'Warnings of each file that are explained: the percentages count them as before.';
comment on column out.explained_count.submission_id is 'The file';
comment on column out.explained_count.agency_code is 'Its agency';
comment on column out.explained_count.rule is 'With item: the cause';
comment on column out.explained_count.item is 'The item';
comment on column out.explained_count.explained is 'Findings in this file that are explained';

comment on table dq.explanation is 'What was said about warnings, in order: explained, or taken back.';
comment on column dq.explanation.explanation_no is 'The order';
comment on column dq.explanation.agency_code is 'The provider';
comment on column dq.explanation.rule is 'The rule';
comment on column dq.explanation.item is 'The item';
comment on column dq.explanation.episode_id is 'EPISODID of the finding';
comment on column dq.explanation.submission_id is 'The file in which somebody met it';
comment on column dq.explanation.says is 'explained or withdrawn';
comment on column dq.explanation.said_by is 'Who said so';
comment on column dq.explanation.said_at is 'When';
comment on column dq.explanation.why is 'Why, at most 500 characters';

comment on table dq.explained is 'The explanations in force: of each finding the last word, where it was not taken back.';
comment on column dq.explained.agency_code is 'The provider';
comment on column dq.explained.episode_id is 'EPISODID of the finding';
comment on column dq.explained.rule is 'The rule';
comment on column dq.explained.item is 'The item';
comment on column dq.explained.submission_id is 'The file in which somebody met it';
comment on column dq.explained.explained_by is 'Who explained it';
comment on column dq.explained.explained_at is 'When';
comment on column dq.explained.why is 'Why it is right as it is';

comment on view out.backlog is 'What is still to be done, by the task of the night that does it.';
comment on column out.backlog.task is 'The task of nightly_load';
comment on column out.backlog.thing is 'What waits for it';
comment on column out.backlog.waiting is 'How many; more than 0 while no night runs says that one stopped';
