"""The one-page summary that goes back to the provider (specification: submission.md).

It carries counts, sentences, row numbers, EPISODIDs of mismatches and referrals, and values of items that
hold codes: a cause may be one wrong code. Other values are in findings.csv alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cjit.dataset.lists import mismatch_kinds
from cjit.pages.environment import environment
from cjit.pages.tables import Table
from cjit.pages.words import count, moment, percent, several, some
from cjit.quality import feedback_not_seen
from cjit.quality.causes import Cause, Step
from cjit.quality.feedback_input import Changes, Mismatch, NotSeen, SubmissionSummary

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Percentage:
    """Load % or DQ %: what it is, and the numbers it came from."""

    name: str
    shown: str
    formula: str
    numbers: str
    aim: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The open mismatches of one kind."""

    kind: str
    title: str
    message: str
    fix: str
    times: int
    episodes: str


_HELD = (
    "Held: if episodes are missing by mistake, send a complete extract. "
    "If they are rightly gone, ask your regional team to have this file released."
)
_SECTIONS = {
    "fatal": ("What is wrong with the file", "Nothing of the file can be loaded until this is put right."),
    "error": ("Errors", "A row with an error is not loaded. Put these right first, until Load % is 100."),
    "warning": (
        "Warnings",
        "A row with a warning is loaded, unless it has an error too. Next, bring DQ % to 100.",
    ),
    "note": ("Notes about the file", "Nothing has to be done about these."),
}


def summary_page(
    submission: SubmissionSummary,
    steps: Sequence[Step],
    mismatches: Sequence[Mismatch] = (),
    changes: Changes | None = None,
    not_seen: NotSeen | None = None,
) -> str:
    """The page as HTML. `steps` are the findings by cause (causes.in_steps)."""
    by_severity = {step.severity: step for step in steps}
    template = environment(_TEMPLATES).get_template("summary.html")
    return template.render(
        it=submission,
        steps=[step for step in steps if step.severity != "note"],
        notes=[step for step in steps if step.severity == "note"],
        sections=_SECTIONS,
        mismatches=_disagreements(mismatches),
        changes=changes,
        changes_received=moment(changes.received_at) if changes else "",
        totals=[sum(getattr(each, name) for each in changes.causes) for name in ("fixed", "new", "still")]
        if changes
        else [],
        since=_since(steps, changes),
        change_table=_change_table(changes) if changes else None,
        to_do=_to_do(submission, by_severity),
        not_seen=feedback_not_seen.headline(not_seen) if not_seen else "",
        unseen=list(feedback_not_seen.by_reason(not_seen)) if not_seen else [],
        percentages=() if submission.status == "fatal" else _percentages(submission),
        facts=_facts(submission),
        received=moment(submission.received_at),
    )


def _since(steps: Sequence[Step], changes: Changes | None) -> dict[Cause, str]:
    """`3 new, 9 still there` of each cause.

    Changes are told by rule and item, so nothing is said of causes that share one: a blank and a wrong form
    may have to be put right in different ways.
    """
    causes = [cause for step in steps for cause in step.causes]
    owners = Counter((cause.rule, item) for cause in causes for item in cause.items)
    found = {(each.rule, each.item): each for each in changes.causes} if changes else {}
    since = {}
    for cause in causes:
        keys = [(cause.rule, item) for item in cause.items]
        its = [found[key] for key in keys if key in found] if all(owners[key] == 1 for key in keys) else []
        words = [(sum(each.new for each in its), "new"), (sum(each.still for each in its), "still there")]
        since[cause] = ", ".join(f"{count(number)} {word}" for number, word in words if number)
    return since


def _disagreements(mismatches: Sequence[Mismatch]) -> list[Disagreement]:
    found: dict[str, list[str]] = {}
    for each in mismatches:
        found.setdefault(each.kind, []).append(each.episode_id)
    return [
        Disagreement(kind, **mismatch_kinds()[kind], times=len(ids), episodes=some("Episode", ids))
        for kind, ids in sorted(found.items())
    ]


def _change_table(changes: Changes) -> Table | None:
    """Fixed, new and still there by cause, where there is anything to tell."""
    rows = [
        (f"{each.item} ({each.rule})", *map(count, (each.fixed, each.new, each.still)))
        for each in changes.causes
    ]
    if not rows:
        return None
    return Table(
        "Findings by cause, compared with your file before",
        ("Cause", "Fixed", "New", "Still there"),
        rows,
    )


def _to_do(submission: SubmissionSummary, by_severity: dict[str, Step]) -> list[str]:
    """What to do, in the order that providers are told: fatal, errors, warnings, mismatches."""
    if submission.status == "fatal":
        fixes = [cause.fix for cause in by_severity["fatal"].causes]
        # The same content again (F09) is the one file that does not have to be sent once more.
        again = "Send the whole extract again as a new file in the same drop folder."
        return fixes if submission.fatal_rule == "F09" else [*fixes, again]
    held = submission.status == "held"  # nothing of it was loaded: it tells what a release would load
    clean = ("row without an error", "rows without an error") if held else ("loaded row",)
    to_do = []
    if submission.rows_in_error:
        to_do.append(
            f"Errors: {several(submission.rows_in_error, 'row')} {'cannot' if held else 'could not'} be "
            "loaded. Put them right until Load % is 100."
        )
    if submission.rows_with_warning:
        to_do.append(
            f"Warnings: {several(submission.rows_with_warning, *clean)} "
            f"{'has' if submission.rows_with_warning == 1 else 'have'} a warning. "
            "Put them right until DQ % is 100."
        )
    if submission.open_mismatches:
        to_do.append(
            f"Mismatches: {several(submission.open_mismatches, 'difference')} "  # an episode may have several
            "from what you had loaded before. Check each one with your regional team."
        )
    if to_do:
        to_do.append("Send a new full extract. Only a new file clears findings.")
    return [_HELD, *to_do] if held else to_do


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
            "Data quality of the rows without an error.",
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
        ("Hash of its rows in any order", submission.row_set_hash or "none: the rows were not read"),
        (
            "Judged under",
            f"dataset {submission.dataset_version}, rules {submission.rules_version}, "
            f"reference lists {submission.lists_version}, software {submission.code_version}",
        ),
    ]
    held = submission.status == "held"
    rows = (
        ("Rows submitted", submission.rows_submitted),
        ("Rows withheld (no consent)", submission.rows_withheld),
        ("Rows in error", submission.rows_in_error),
        ("Rows without an error, to be loaded" if held else "Rows loaded", submission.rows_loaded),
        ("Of these with a warning" if held else "Loaded rows with a warning", submission.rows_with_warning),
    )
    if submission.status != "fatal":
        facts[3:3] = [(name, count(number)) for name, number in rows]
    return [{"key": {"text": name}, "value": {"text": value}} for name, value in facts]
