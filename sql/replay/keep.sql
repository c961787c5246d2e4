-- Instead of the same replay of before, if there was one.
delete from dq.replay where replay_id = %(replay_id)s;

insert into dq.replay (replay_id, as_of, asked_for, code_version)
values (%(replay_id)s, %(as_of)s, %(asked_for)s, %(code_version)s);

insert into dq.replay_submission (
    replay_id, submission_id, agency_code, dat_code, dataset_version, rules_version, lists_version,
    fatal_before, fatal_after, rows_submitted, rows_in_error, rows_loaded, rows_with_warning
)
select
    %(replay_id)s,
    submission_id,
    agency_code,
    dat_code,
    dataset_version,
    rules_version,
    lists_version,
    fatal_before,
    fatal_after,
    rows_submitted,
    rows_in_error,
    rows_loaded,
    rows_with_warning
from replay_outcome;

insert into dq.replay_figure (
    replay_id, submission_id, rule, item, severity, findings_before, findings_after, appear, vanish
)
select
    %(replay_id)s,
    submission_id,
    rule,
    item,
    severity,
    findings_before,
    findings_after,
    appear,
    vanish
from replay_figure;

insert into dq.replay_change (replay_id, submission_id, row_no, rule, item, change)
select
    %(replay_id)s,
    submission_id,
    row_no,
    rule,
    item,
    change
from replay_change;

insert into dq.access_log (did, subject) values ('replayed findings by row', %(replay_id)s);
