"""The tables of a public release, from its figures as they are written: the page's and the workbook's.

A cell of the workbook is a number, a sign of disclosure control (shown.py), `[x]` where the release has no
such figure, or 0 where a category has nobody: report.md lets rows of 0 be left out of the data. A hidden
count is `[c]` there and not `*`: the government's guidance, and gptables with it, wants no cell that a screen
reader may read as nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from cjit.disclosure.shown import CONFIDENTIAL, HIDDEN
from cjit.pages.accessible_workbook import Sheet
from cjit.pages.tables import Number, Table
from cjit.report import calendar
from cjit.report.catalogue import KINDS, Measure, measures
from cjit.report.page_words import LEVELS, PLACES, span_names

HEADLINES = {
    "assessed": "Assessed",
    "onto_caseload": "Of these, onto the caseload",
    "caseload_starts": "Started on the caseload",
    "caseload": "On the caseload at the end of the month",
    "exits": "Left the caseload",
    "referred": "Referred",
}
UNAVAILABLE = "[x]"
_LEVELS = ("england", "region", "force", "partnership")
_SIDES = {"numerator": "Number", "denominator": "Out of", "value": "Per cent"}

Labels = Mapping[str, Mapping[str, str]]
"""Code list → code → what it is called."""


@dataclass(frozen=True)
class Release:
    """A release: what it is of, how much it hides, and its figures (figures.SHOWN).

    counts: above 0; hidden: of these, not shown; whole_rows: what hiding whole rows would hide of
    them, None where that was not reckoned; differences: hidden counts that are told to who assumes
    that nobody came twice (0030), for staff alone, None where that was not kept.
    """

    release_id: str
    freeze_id: str
    period: str
    released_at: datetime
    counts: int
    hidden: int
    whole_rows: int | None
    differences: int | None
    figures: pa.Table


@dataclass(frozen=True)
class Names:
    """What partnerships and codes are called."""

    partnerships: Mapping[str, str]
    codes: Labels

    def place(self, level: str, area: str) -> str:
        """An area as readers know it."""
        named = {"england": "England", "partnership": f"{self.partnerships.get(area, area)} ({area})"}
        return named.get(level, area)


class Figures:
    """The figures of a release by where and of what they are."""

    def __init__(self, release: Release) -> None:
        keys = ("period_kind", "level", "area_code", "measure", "breakdown", *_SIDES)
        self._found: dict[tuple[str, ...], tuple[str, str | None, str]] = {}
        self.areas: dict[str, dict[str, None]] = {level: {} for level in _LEVELS}
        self.categories: dict[str, dict[str, None]] = {}
        self._made: set[tuple[str, str, str]] = set()
        for kind, level, area, measure, part, top, bottom, value in zip(
            *(release.figures[key].to_pylist() for key in keys), strict=True
        ):
            self._found[kind, level, area, measure, part] = (top, bottom, value)
            self.areas[level][area] = None
            self.categories.setdefault(measure, {})[part] = None
            self._made.add((kind, level, measure))

    def rate(self, kind: str, level: str, area: str, measure: str) -> str:
        """A count, with its percentage where it has one; nothing where the release has no such figure."""
        top, bottom, value = self._found.get((kind, level, area, measure, ""), ("", None, ""))
        shown = f"{int(top):,}" if top.isdigit() else top
        if bottom is None:
            return shown
        return f"{shown} ({value})" if value.startswith("[") else f"{shown} ({value}%)"

    def cell(self, key: tuple[str, str, str, str, str], side: str) -> Number | str:
        """A figure for the workbook, by span, level, area, measure and category: a number, or a sign."""
        kind, level, _, measure, part = key
        found = self._found.get(key)
        if found is None:
            return Number("0", 0) if part and (kind, level, measure) in self._made else UNAVAILABLE
        text = dict(zip(_SIDES, found, strict=True))[side]
        if text == HIDDEN:
            return CONFIDENTIAL
        return Number(text, int(text)) if text and text.isdigit() else text or UNAVAILABLE


def headlines(release: Release, names: Names) -> Iterator[Table]:
    """The tables of the page: the main counts of all areas, one table for each level and span."""
    figures = Figures(release)
    titles = span_names(calendar.spans(release.period))
    for kind in KINDS:
        for level in _LEVELS:
            rows = [
                [names.place(level, area), *(figures.rate(kind, level, area, m) for m in HEADLINES)]
                for area in figures.areas[level]
            ]
            kept = [0, *(p for p in range(1, len(HEADLINES) + 1) if any(row[p] for row in rows))]
            if rows and len(kept) > 1:
                head = [PLACES[level], *HEADLINES.values()]
                cells = sorted([row[p] for p in kept] for row in rows)
                caption = f"{PLACES[level]}, {titles[kind]}"
                yield Table(caption, [head[p] for p in kept], cells, wide=True)


def sheets(release: Release, names: Names) -> Iterator[Sheet]:
    """The tables of the workbook: every figure, the areas of a level on one sheet."""
    figures = Figures(release)
    titles = span_names(calendar.spans(release.period))
    head = ["Area", "Measure", "Category", "Given as", *(titles[kind] for kind in KINDS)]
    for level in _LEVELS:
        rows = [
            [names.place(level, area), *row]
            for area in _by_name(figures.areas[level], level, names)
            for measure in measures().values()
            for row in _rows(figures, level, area, measure, names.codes)
        ]
        if rows:
            words = frozenset(range(1, 4))
            yield Sheet(LEVELS[level], Table(f"{LEVELS[level]}: every figure", head, rows, words))


def _by_name(areas: Iterable[str], level: str, names: Names) -> list[str]:
    return sorted(areas, key=lambda area: names.place(level, area))


def _rows(
    figures: Figures, level: str, area: str, measure: Measure, labels: Labels
) -> Iterator[Sequence[str]]:
    """The rows of a measure: its number, of a rate also what that is out of and the percentage."""
    for part in figures.categories.get(measure.key, ()):
        label = measure.label(labels, part) if part else "All"
        for side in _SIDES if measure.is_rate else ("numerator",):
            cells = [figures.cell((kind, level, area, measure.key, part), side) for kind in KINDS]
            if any(cell != UNAVAILABLE for cell in cells):
                yield [measure.title, label, _SIDES[side], *cells]
