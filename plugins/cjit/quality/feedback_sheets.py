"""findings.xlsx: a cover with the verdict, then a sheet for each step of work (submission.md)."""

from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.lists import mismatch_kinds
from cjit.pages.csv_file import plain
from cjit.pages.words import count, moment, percent, several
from cjit.pages.workbook import Column, Sheet, workbook
from cjit.quality import feedback_not_seen
from cjit.quality.feedback_input import Mismatch, NotSeen, SubmissionSummary

_FINDINGS = {
    "row_no": Column("Row", 8),
    "rule": Column("Rule", 7),
    "item": Column("Item", 12),
    "value": Column("Value", 18),
    "message": Column("What is wrong and what to do", 70, wrap=True),
    "client_ref": Column("Client reference", 22),
    "episode_id": Column("Episode", 22),
}
_MISMATCHES = (
    Column("Kind", 7),
    Column("Episode", 22),
    Column("What is wrong and what to do", 70, wrap=True),
    Column("How to put it right", 70, wrap=True),
)
_SHEETS = {"fatal": "Fatal", "error": "Errors", "warning": "Warnings", "note": "Notes"}
_CUT = "… and {number} more: a sheet ends here, findings.csv has all"
_CUT_MISMATCHES = "… and {number} more: a sheet ends here, ask your regional team for the whole list"
_VERDICTS = {
    "accepted": "Accepted: the rows without an error were loaded.",
    "held": "Held: the file was checked but not loaded. Someone with the right to do so has to release it.",
    "fatal": "Not accepted: nothing was loaded. What you sent before is unchanged and stays in use.",
}


def findings_workbook(
    submission: SubmissionSummary,
    findings: pa.Table,
    mismatches: Sequence[Mismatch] = (),
    not_seen: NotSeen | None = None,
) -> bytes:
    """The workbook. `findings` as feedback_input.FINDINGS, in the order of work."""
    sheets = _sheets(findings, mismatches)
    unseen = feedback_not_seen.sheet(not_seen)
    sheets += [unseen] if unseen else []
    title = f"Findings in the file of agency {submission.agency_code}"
    return workbook(title, _cover(submission, sheets), sheets, submission.received_at.replace(tzinfo=None))


def _sheets(findings: pa.Table, mismatches: Sequence[Mismatch]) -> list[Sheet]:
    """Fatal, errors, warnings, mismatches, notes: those that have any."""
    found = {}
    for severity, name in _SHEETS.items():
        some = findings.filter(pc.equal(plain(findings["severity"]), severity)).select(list(_FINDINGS))
        if some.num_rows:
            found[severity] = Sheet(name, tuple(_FINDINGS.values()), some, _CUT)
    if mismatches:
        kinds = [mismatch_kinds()[each.kind] for each in mismatches]
        rows = pa.table(
            {
                "kind": [each.kind for each in mismatches],
                "episode": [each.episode_id for each in mismatches],
                "message": [kind["message"] for kind in kinds],
                "fix": [kind["fix"] for kind in kinds],
            }
        )
        found["mismatch"] = Sheet("Mismatches", _MISMATCHES, rows, _CUT_MISMATCHES)
    order = ("fatal", "error", "warning", "mismatch", "note")
    return [found[each] for each in order if each in found]


def _cover(it: SubmissionSummary, sheets: Sequence[Sheet]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [
        ("Verdict", _VERDICTS[it.status]),
        ("File", it.file_name),
        ("Received", moment(it.received_at)),
        ("Submission", it.submission_id),
    ]
    if it.status != "fatal":
        held = it.status == "held"  # nothing of it was loaded
        warned = "Rows without an error that have a warning" if held else "Loaded rows with a warning"
        lines += [
            ("Load %", _percentage(it.load_pct, "100 × rows loaded ÷ rows submitted")),
            ("DQ %", _percentage(it.dq_pct, "100 × loaded rows without a warning ÷ rows loaded")),
            ("Rows submitted", count(it.rows_submitted)),
            ("Rows in error", count(it.rows_in_error)),
            (warned, count(it.rows_with_warning)),
        ]
    lines += [("",), ("Sheets, in the order of work",)]
    lines += [(sheet.name, _said_of(sheet)) for sheet in sheets]
    to_mend = [sheet for sheet in sheets if sheet.name != feedback_not_seen.SHEET]
    lines += [] if to_mend else [("None", "The checks found nothing in this file.")]
    lines += [
        ("",),
        ("Good to know",),
        ("Rows", "The first row below the header of your file is row 1; empty lines are not counted."),
        ("Values", "Initials, dates of birth and postcodes are shown as asterisks."),
    ]
    return lines


def _percentage(cut: Decimal | None, formula: str) -> str:
    return f"{percent(cut) or 'No rows'} = {formula}"


_NOUNS = {
    "Mismatches": ("mismatch", "mismatches"),
    feedback_not_seen.SHEET: (
        "referral without a start in structured treatment",
        "referrals without a start in structured treatment",
    ),
}


def _said_of(sheet: Sheet) -> str:
    said = several(sheet.rows.num_rows, *_NOUNS.get(sheet.name, ("finding",)))
    if not sheet.left_out:
        return said
    where = "to be asked for" if sheet.name in _NOUNS else "in findings.csv alone"
    return f"{said}. A sheet cannot hold them all: the last {sheet.left_out:,} are {where}."
