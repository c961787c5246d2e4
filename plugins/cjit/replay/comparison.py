"""A comparison as files: a page for people, counts by rule and area, and the rows concerned.

Under CJIT_OUT/replays/<id>/: summary.html, comparison.csv, findings.csv. Row numbers and codes of agencies;
nothing that a row holds.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from cjit.pages.csv_file import csv_file
from cjit.pages.environment import environment
from cjit.pages.files import write_folder
from cjit.pages.tables import Table
from cjit.pages.words import count
from cjit.places import Place
from cjit.quality.check import cut_percentage

_TEMPLATES = Path(__file__).parent / "templates"
_LEVELS = {"all": "All files", "partnership": "By partnership", "agency": "By agency"}


@dataclass(frozen=True)
class Figure:
    """Findings of a rule and item in an area. level: all, partnership (commissioning DAT) or agency."""

    level: str
    area_code: str
    rule: str
    item: str
    severity: str
    findings_before: int
    findings_after: int
    appear: int
    vanish: int
    submissions_changed: int

    @property
    def changes(self) -> bool:
        """Whether any finding is in one of the two alone."""
        return self.appear + self.vanish > 0


@dataclass(frozen=True)
class Outcome:
    """One replayed submission. Counts are None where it is fatal."""

    submission_id: str
    agency_code: str
    dat_code: str
    dataset_version: str
    rules_version: str
    lists_version: str
    fatal_before: str | None
    fatal_after: str | None
    submitted_before: int | None
    loaded_before: int | None
    warned_before: int | None
    submitted_after: int | None
    loaded_after: int | None
    warned_after: int | None

    @property
    def before(self) -> tuple[str, str]:
        """Load % and DQ % that were told."""
        return _percentages(self.fatal_before, self.submitted_before, self.loaded_before, self.warned_before)

    @property
    def after(self) -> tuple[str, str]:
        """Load % and DQ % that would be told."""
        return _percentages(self.fatal_after, self.submitted_after, self.loaded_after, self.warned_after)


@dataclass(frozen=True)
class Comparison:
    """A replay. left_out: submissions without bytes any more, and repeats (F09), whose rows nobody judged.

    changes: submission_id, agency_code, row_no, rule, item, change (appears, vanishes), a row per finding.
    """

    replay_id: str
    as_of: date
    asked_for: str
    left_out: int
    figures: Sequence[Figure]
    outcomes: Sequence[Outcome]
    changes: pa.Table

    def changed(self, level: str) -> list[Figure]:
        """The figures of a level that change."""
        return [figure for figure in self.figures if figure.level == level and figure.changes]


def write_comparison(out_dir: Place, compared: Comparison) -> Place:
    """Write the folder whole and return it. Raises OSError where the disk does."""
    folder = out_dir / "replays" / compared.replay_id
    figures = _figures(compared)
    write_folder(
        folder,
        {
            "summary.html": _page(compared).encode(),
            "comparison.csv": csv_file(figures.column_names, [figures]),
            "findings.csv": csv_file(compared.changes.column_names, [compared.changes]),
        },
    )
    return folder


def _percentages(
    fatal: str | None, submitted: int | None, loaded: int | None, warned: int | None
) -> tuple[str, str]:
    if fatal:
        return fatal, fatal
    loaded = loaded or 0
    shares = cut_percentage(loaded, submitted or 0), cut_percentage(loaded - (warned or 0), loaded)
    load, dq = ("" if share is None else f"{share:.1f}" for share in shares)
    return load, dq


def _figures(compared: Comparison) -> pa.Table:
    lines = [{"as_of": compared.as_of.isoformat(), **asdict(figure)} for figure in compared.figures]
    names = ["as_of", *Figure.__dataclass_fields__]
    return pa.table({name: [line[name] for line in lines] for name in names})


def _page(compared: Comparison) -> str:
    versions = sorted({(o.dataset_version, o.rules_version, o.lists_version) for o in compared.outcomes})
    changed = compared.changed("all")
    return (
        environment(_TEMPLATES)
        .get_template("comparison.html")
        .render(
            it=compared,
            versions=versions,
            appear=sum(figure.appear for figure in changed),
            vanish=sum(figure.vanish for figure in changed),
            tables=[*(_of_level(compared, level) for level in _LEVELS), _of_agencies(compared)],
        )
    )


def _of_level(compared: Comparison, level: str) -> Table:
    area = [] if level == "all" else [level.capitalize()]
    rows = [
        [*([figure.area_code] if area else []), figure.rule, figure.item, figure.severity]
        + [count(number) for number in (figure.findings_before, figure.findings_after)]
        + [count(number) for number in (figure.appear, figure.vanish, figure.submissions_changed)]
        for figure in compared.changed(level)
    ]
    head = [*area, "Rule", "Item", "Severity", "Before", "After", "Appear", "Vanish", "Files"]
    words = frozenset(range(1, 3 + len(area)))
    return Table(f"{_LEVELS[level]}: findings that would appear or vanish", head, rows, words, wide=True)


def _of_agencies(compared: Comparison) -> Table:
    rows = [
        [one.agency_code, one.submission_id, one.before[0], one.after[0], one.before[1], one.after[1]]
        for one in compared.outcomes
        if one.before != one.after
    ]
    head = ["Agency", "Submission", "Load % before", "Load % after", "DQ % before", "DQ % after"]
    return Table("Percentages that would change", head, rows, frozenset({1}), wide=True)
