"""The one-page summary that goes back to the provider (specification: submission.md).

It carries counts, sentences and row numbers, and no value of the file: those are in findings.csv.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cjit.pages.environment import environment
from cjit.pages.words import count, moment, percent, several
from cjit.quality.feedback_input import SubmissionSummary

_TEMPLATES = Path(__file__).parent / "templates"
_FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence of a rule: how often it was said, and in which rows first."""

    message: str
    times: int
    rows: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that fired on an item, with each way in which it did, and what to do about it."""

    rule: str
    item: str
    why: str
    fix: str
    faults: Sequence[Fault]

    @property
    def times(self) -> int:
        """How many findings there are of this rule and item."""
        return sum(fault.times for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Group:
    """The causes of one severity, most frequent first."""

    severity: str
    title: str
    intro: str
    causes: Sequence[Cause]


@dataclass(frozen=True, slots=True)
class Percentage:
    """Load % or DQ %: what it is, and the numbers it came from."""

    name: str
    shown: str
    formula: str
    numbers: str
    aim: str


_GROUPS = {
    "fatal": ("What is wrong with the file", "Nothing of the file can be loaded until this is put right."),
    "error": ("Errors", "A row with an error is not loaded. Errors come before warnings."),
    "warning": ("Warnings", "A row with a warning is loaded, unless it has an error too."),
    "note": ("Notes about the file", "Nothing has to be done about these."),
}


def summary_page(submission: SubmissionSummary, findings: pa.Table) -> str:
    """The page as HTML. `findings` come in the order of work (feedback.in_order_of_work)."""
    groups = _groups(findings)
    template = environment(_TEMPLATES).get_template("summary.html")
    return template.render(
        it=submission,
        groups=groups,
        steps=_steps(submission, {group.severity: group for group in groups}),
        percentages=() if submission.status == "fatal" else _percentages(submission),
        facts=_facts(submission),
        received=moment(submission.received_at),
    )


def _groups(findings: pa.Table) -> list[Group]:
    keys = ["severity", "rule", "item", "why", "fix", "message"]
    counted = findings.group_by(keys, use_threads=False).aggregate([("row_no", "list"), ([], "count_all")])
    first = pc.list_slice(counted["row_no_list"], 0, _FIRST_ROWS)
    found: dict[tuple[str, ...], list[Fault]] = defaultdict(list)
    for row in counted.drop(["row_no_list"]).append_column("first", first).to_pylist():
        cause = (row["severity"], row["rule"], row["item"] or "", row["why"], row["fix"])
        found[cause].append(Fault(row["message"], row["count_all"], _rows(row["first"], row["count_all"])))
    causes: dict[str, list[Cause]] = {severity: [] for severity in _GROUPS}
    for (severity, rule, item, why, fix), faults in found.items():
        causes[severity].append(
            Cause(rule, item, why, fix, sorted(faults, key=lambda f: (-f.times, f.message)))
        )
    return [
        Group(severity, *_GROUPS[severity], sorted(some, key=lambda c: (-c.times, c.rule, c.item, c.fix)))
        for severity, some in causes.items()
        if some
    ]


def _rows(rows: list[int | None], times: int) -> str:
    """`Rows 3, 8, 12 and 40 more`; nothing where the file as a whole is meant."""
    numbers = ", ".join(str(row) for row in rows if row is not None)
    if not numbers:
        return ""
    more = f" and {times - len(rows):,} more" if times > len(rows) else ""
    return f"{'Row' if times == 1 else 'Rows'} {numbers}{more}"


def _steps(submission: SubmissionSummary, groups: dict[str, Group]) -> list[str]:
    """What to do, in the order that providers are told: fatal, errors, warnings, mismatches."""
    if submission.status == "fatal":
        fixes = [cause.fix for cause in groups["fatal"].causes]
        # The same content again (F09) is the one file that does not have to be sent once more.
        again = "Send the whole extract again as a new file in the same drop folder."
        return fixes if submission.fatal_rule == "F09" else [*fixes, again]
    steps = []
    if submission.rows_in_error:
        steps.append(
            f"Errors: {several(submission.rows_in_error, 'row')} could not be loaded. "
            "Put them right until Load % is 100."
        )
    if submission.rows_with_warning:
        steps.append(
            f"Warnings: {several(submission.rows_with_warning, 'loaded row')} "
            f"{'has' if submission.rows_with_warning == 1 else 'have'} a warning. "
            "Put them right until DQ % is 100."
        )
    if submission.open_mismatches:
        steps.append(
            f"Mismatches: {several(submission.open_mismatches, 'episode')} in this file "
            "differ from what you sent before. Check each one with your regional team."
        )
    if steps:
        steps.append("Send a new full extract. Only a new file clears findings.")
    return steps


def _percentages(submission: SubmissionSummary) -> tuple[Percentage, Percentage]:
    submitted, loaded = submission.rows_submitted or 0, submission.rows_loaded or 0
    clean = loaded - (submission.rows_with_warning or 0)
    return (
        Percentage(
            "Load %",
            percent(submission.load_pct),
            "100 × rows loaded ÷ rows submitted",
            f"100 × {loaded:,} ÷ {submitted:,}",
            "Rows with an error are not loaded.",
        ),
        Percentage(
            "DQ %",
            percent(submission.dq_pct),
            "100 × loaded rows without a warning ÷ rows loaded",
            f"100 × {clean:,} ÷ {loaded:,}",
            "Data quality of the rows that were loaded.",
        ),
    )


def _facts(submission: SubmissionSummary) -> list[dict[str, dict[str, str]]]:
    """The rows of the GOV.UK summary list."""
    facts = [
        ("Agency", submission.agency_code),
        ("File", submission.file_name),
        ("Received", moment(submission.received_at)),
        ("Submission", submission.submission_id),
        ("SHA-256 of the file", submission.sha256),
        (
            "Judged under",
            f"dataset {submission.dataset_version}, rules {submission.rules_version}, "
            f"reference lists {submission.lists_version}, software {submission.code_version}",
        ),
    ]
    rows = (
        ("Rows submitted", submission.rows_submitted),
        ("Rows withheld (no consent)", submission.rows_withheld),
        ("Rows in error", submission.rows_in_error),
        ("Rows loaded", submission.rows_loaded),
        ("Loaded rows with a warning", submission.rows_with_warning),
    )
    if submission.status != "fatal":
        facts[3:3] = [(name, count(number)) for name, number in rows]
    return [{"key": {"text": name}, "value": {"text": value}} for name, value in facts]
