insert into report."freeze" (
    freeze_id, freeze_no, period, frozen_at, restates,
    inputs_sha256, episodes_sha256, submissions_sha256, references_sha256, matches_sha256, code_version,
    pair_decisions
)
select
    %(freeze_id)s,
    coalesce(max(freeze_no), 0) + 1 as freeze_no, -- the table is locked (begin.sql): nobody else takes it
    %(period)s,
    %(frozen_at)s,
    %(restates)s,
    %(inputs_sha256)s,
    %(episodes_sha256)s,
    %(submissions_sha256)s,
    %(references_sha256)s,
    %(matches_sha256)s,
    %(code_version)s,
    (select coalesce(max(d.decision_no), 0) from dq.pair_decision as d) as pair_decisions
from report."freeze";

-- All last accepted files: what followed in treatment, and releases, are read from those of other senders. An agency
-- without one in the window is carried forward with its last one before or since.
insert into report.freeze_submission (freeze_id, agency_code, submission_id, carried_forward)
select
    %(freeze_id)s,
    agency_code,
    submission_id,
    not sent_in_window as carried_forward
from report_file;
