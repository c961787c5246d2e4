"""What the sections of a report page are made of; the page, the PDF and the packs draw the same blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cjit.pages.tables import Table
from cjit.report.catalogue import KINDS, Measure
from cjit.report.page_compare import NOT_MADE, Beside, Comparisons, number, rate
from cjit.report.page_data import Book
from cjit.report.page_words import span_names

Block = Any
"""A Table, one of the charts, or one of those below; templates ask its `kind`."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    kind: ClassVar[str] = "prose"
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they mean: key (for links), term, meaning."""

    kind: ClassVar[str] = "definitions"
    items: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A chart with its table beside it where there is room."""

    kind: ClassVar[str] = "pair"
    chart: Block
    table: Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with a heading that the contents link to."""

    key: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


@dataclass(frozen=True)
class View:
    """One area's page in the making."""

    book: Book
    comparisons: Comparisons
    beside: Beside

    @property
    def names(self) -> dict[str, str]:
        """Headings of the four spans."""
        return span_names(self.book.spans)

    def spans(self, measure: Measure) -> dict[str, str]:
        """Headings of the spans that a measure is made for."""
        return {kind: name for kind, name in self.names.items() if kind in measure.kinds}


def count_row(view: View, measure: Measure, name: str = "") -> list[str]:
    """A plain count over the four spans."""
    cells: list[str] = []
    for kind in KINDS:
        figure = view.beside.own.one(kind, measure.key)
        made = figure is not None or kind in measure.kinds
        cells.append(number(figure.numerator if figure else None) if made else NOT_MADE)
    return [name or measure.name, *cells]


def rate_table(view: View, measure: Measure) -> Table:
    """A rate over its spans, with how many of how many."""
    rows: list[list[str]] = []
    for kind, name in view.spans(measure).items():
        figure = view.beside.own.one(kind, measure.key)
        top, bottom = (figure.numerator, figure.denominator) if figure else (None, None)
        rows.append([name, number(bottom), number(top), rate(figure)])
    return Table(measure.title, ["Period", measure.of, measure.part, "%"], rows)


def compared(
    view: View, title: str, rates: Sequence[Measure], kind: str = "rolling12", *, heading: bool = True
) -> list[Block]:
    """Rates of one span beside other areas and the spread of partnerships, and where this area stands."""
    blocks: list[Block] = list(
        view.comparisons.compared(view.beside, title, [(m.name, kind, m.key) for m in rates])
    )
    if not blocks:
        return []
    if said := [sentence for m in rates if (sentence := standing(view, m, kind))]:
        blocks.append(Bullets(said))
    return [Heading("Compared with other areas"), *blocks] if heading else blocks


def standing(view: View, measure: Measure, kind: str = "rolling12") -> str:
    """Where an area stands with a rate, in a sentence; nothing where there is nothing to stand among."""
    figure = view.beside.own.one(kind, measure.key)
    where = view.comparisons.standing(view.beside.area, kind, measure.key)
    if not where or figure is None:
        return ""
    span = {"rolling12": "in 12 months", "ytd": "in the year"}.get(kind, "in the month")
    return (
        f"{measure.title}, {span}: {rate(figure)} ({figure.numerator:,} of {figure.denominator:,}), {where}; "
        f"England {rate(view.book.england.one(kind, measure.key))}."
    )
