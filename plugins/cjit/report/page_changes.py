"""What a restatement changed in an area, on the page and in the workbook (report.md, "When").

Files say how many episodes moved a figure and why, and name none (docs/decisions/0021).
"""

from collections.abc import Sequence
from dataclasses import replace

from cjit.pages.accessible_workbook import Sheet
from cjit.pages.tables import Number, Table
from cjit.pages.words import several
from cjit.report.catalogue import KINDS, measures
from cjit.report.ledger import Change, Moved
from cjit.report.page_blocks import Block, Bullets, Prose, Section, View
from cjit.report.page_compare import NO_RATE, number, rate
from cjit.report.page_figures import Figure
from cjit.report.page_words import CAUSES, THINGS

MOST = 50
"""Rows of a table on the page; the workbook has all."""

COUNTS, RATES = "Counts that changed", "Rates that changed"
ABOUT = (
    "Each figure that is not as it was published, and how many episodes moved it, by what happened to them: "
    "one that moved several figures counts in each. Figures about files are moved by agencies, those about "
    "releases by stays in secure settings."
)
_NAMES = (
    "Which episodes they are the agency itself can see, on its pages beside these figures; no file of the "
    "report names them."
)
_WHY = "Episodes that moved it"


def changes(view: View) -> Section | None:
    """The figures that a restatement changed; None where the report restates nothing."""
    book, area = view.book, view.beside.area
    if book.changes is None:
        return None
    restates, found = f"This report restates {book.restates}.", found_in(view)
    if not found:
        return Section("changes", "What changed", [Prose(f"{restates} No figure of {area.name} changed.")])
    named = [_NAMES] if area.level == "provider" else []
    far = sorted(found, key=_distance, reverse=True)
    return Section(
        "changes",
        "What changed",
        [
            Prose(" ".join([restates, ABOUT, *named])),
            Bullets(_meanings(found)),
            *_shown(COUNTS, _counts(view, [c for c in far if not c.is_rate])),
            *_shown(RATES, _rates(view, [c for c in far if c.is_rate])),
        ],
    )


def change_sheets(view: View) -> list[Sheet]:
    """Every changed figure, in the order of the measures, with a column for each cause that there is."""
    found = found_in(view)
    counted, shares = [c for c in found if not c.is_rate], [c for c in found if c.is_rate]
    return [
        Sheet(COUNTS, _by_cause(_counts(view, counted), counted), ABOUT),
        Sheet(RATES, _by_cause(_rates_apart(view, shares), shares), ABOUT),
    ]


def found_in(view: View) -> list[Change]:
    """The changed figures of an area, in the order of measures, periods and categories."""
    area = view.beside.area
    places = {key: place for place, key in enumerate(measures())}

    def order(change: Change) -> tuple[int, str, int, str]:
        place = places.get(change.measure, len(places))
        return place, change.measure, KINDS.index(change.kind), change.part

    return sorted((view.book.changes or {}).get((area.level, area.code), []), key=order)


def why(moved: Sequence[Moved]) -> str:
    """`Late file 2, correction 1`, or `Late file 2 agencies`; of what no row explains the cause alone."""
    text = ", ".join(_told(part) for part in sorted(moved, key=_order_of_causes))
    return text[:1].upper() + text[1:]


def _told(part: Moved) -> str:
    if part.source == "episode":
        return f"{part.cause} {part.things:,}"
    things = THINGS.get(part.source)
    return f"{part.cause} {several(part.things, *things)}" if things else part.cause


def _shown(title: str, table: Table) -> list[Block]:
    """The table of the page: the first rows, and where the others are."""
    rows = len(table.rows)
    if rows <= MOST:
        return [table] if rows else []
    text = f"The {MOST} that moved furthest. The other {rows - MOST:,} are in the workbook, sheet “{title}”."
    return [replace(table, rows=table.rows[:MOST]), Prose(text)]


def _counts(view: View, found: Sequence[Change]) -> Table:
    rows = [
        [
            _title(c),
            _category(view, c),
            view.names[c.kind],
            number(c.published.numerator),
            number(c.now.numerator),
            _difference(c),
            why(c.moved),
        ]
        for c in found
    ]
    head = ["Measure", "Category", "Period", "Published", "Now", "Difference", _WHY]
    return Table(COUNTS, head, rows, words=frozenset({1, 2, 6}), wide=True, whole_rows=True)


def _rates(view: View, found: Sequence[Change]) -> Table:
    """With how many of how many, since the share may be what it was where these are not."""
    rows = [
        [
            _title(c),
            view.names[c.kind],
            _of(c.published),
            _of(c.now),
            _difference(c),
            why(c.moved),
        ]
        for c in found
    ]
    head = ["Measure", "Period", "Published", "Now", "Difference, percentage points", _WHY]
    return Table(RATES, head, rows, words=frozenset({1, 5}), wide=True, whole_rows=True)


def _rates_apart(view: View, found: Sequence[Change]) -> Table:
    """The same with a column for each number, as workbooks want it."""
    rows = [
        [
            _title(c),
            view.names[c.kind],
            *_apart(c.published),
            *_apart(c.now),
            _difference(c),
            why(c.moved),
        ]
        for c in found
    ]
    sides = [f"{side}, {what}" for side in ("Published", "Now") for what in ("%", "number", "out of")]
    head = ["Measure", "Period", *sides, "Difference, percentage points", _WHY]
    return Table(RATES, head, rows)


def _by_cause(table: Table, found: Sequence[Change]) -> Table:
    """The table with how many things each cause moved before what is said of them in words."""
    by_change = [_things(change.moved) for change in found]
    causes = sorted({cause for things in by_change for cause in things}, key=_place)
    rows = [
        [*row[:-1], *(number(things.get(cause, 0)) for cause in causes), row[-1]]
        for row, things in zip(table.rows, by_change, strict=True)
    ]
    head = [*table.head[:-1], *(cause.capitalize() for cause in causes), table.head[-1]]
    return Table(table.caption, head, rows)


def _things(moved: Sequence[Moved]) -> dict[str, int]:
    """Cause → how many episodes, stays or agencies; without what no row explains."""
    found: dict[str, int] = {}
    for part in moved:
        if part.source in THINGS:
            found[part.cause] = found.get(part.cause, 0) + part.things
    return found


def _meanings(found: Sequence[Change]) -> list[str]:
    """What the causes mean that the page names."""
    causes = {cause for c in found for part in c.moved for cause in part.cause.split(" or ")}
    return [f"{cause.capitalize()}: {CAUSES[cause]}." for cause in CAUSES if cause in causes]


def _distance(change: Change) -> float:
    return -1.0 if change.difference is None else abs(change.difference)


def _order_of_causes(part: Moved) -> tuple[int, str]:
    return _place(part.cause), part.source


def _place(cause: str) -> int:
    return list(CAUSES).index(cause) if cause in CAUSES else len(CAUSES)


def _title(change: Change) -> str:
    known = measures().get(change.measure)
    return known.title if known else change.measure


def _category(view: View, change: Change) -> str:
    known = measures().get(change.measure)
    if not change.part or known is None:
        return change.part
    return known.label(view.book.labels, change.part)


def _of(figure: Figure) -> str:
    """`54.2% (13 of 24)`."""
    if figure.denominator is None:
        return NO_RATE
    return f"{rate(figure)} ({figure.numerator:,} of {figure.denominator:,})"


def _apart(figure: Figure) -> list[Number]:
    """The three numbers of a rate; a freeze without a row has none of them."""
    if figure.denominator is None:
        return [rate(None), number(None), number(None)]
    return [rate(figure), number(figure.numerator), number(figure.denominator)]


def _difference(change: Change) -> Number:
    """With its sign, so that nobody has to compare."""
    value = change.difference
    if value is None:
        return Number(NO_RATE, None, "[z]")
    shown = f"{value:,.1f}" if change.is_rate else f"{value:,}"
    sign = "+" if value > 0 else ""
    return Number(sign + shown.replace("-", "\N{MINUS SIGN}"), value)
