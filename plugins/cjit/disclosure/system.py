"""Figures as unknowns and what ties them together as equations: all that an outsider can reckon with.

Every count above 0 of a release, and of the releases of other months, is an unknown, whether it is shown or
hidden. Counts of 0 are shown as they are, so they are known and left out. A row says
`low <= sum of coefficient × unknown <= high`.

Parts rarely make up their whole to the last client: persons are counted once in each area and span. The true
difference is anything an outsider may have guessed, so a row allows it to be between none and its true size.
That grants the outsider more than can be known: what stands against them stands against all who know less.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cjit.disclosure import relations
from cjit.disclosure.relations import DENOMINATOR, Term
from cjit.disclosure.spans import Span, nested, released, tiles

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class World(NamedTuple):
    """What some unknowns, by their numbers, are moved by; all the others have their true values."""

    numbers: Whole
    steps: Whole


class Cell(NamedTuple):
    """A count: where and of what. first and last are months since the year 0, both included.

    `edition` tells counts of one cell apart that differ between two freezes; the newest is 0.
    """

    first: int
    last: int
    level: str
    area: str
    measure: str
    breakdown: str
    side: str
    edition: int = 0


@dataclass(frozen=True)
class Geography:
    """Where a partnership lies: its region and its police force area, None where unknown."""

    region: Mapping[str, str | None]
    force: Mapping[str, str | None]

    def around(self, area: str, wider: str) -> str | None:
        """The area of a wider level that an area of the level below lies in."""
        return (
            "england" if wider == "england" else {"region": self.region, "force": self.force}[wider].get(area)
        )


@dataclass(frozen=True)
class System:
    """The unknowns with their true values, and the rows over them."""

    cells: Sequence[Cell]
    truth: Whole
    rows: sparse.csr_matrix
    low: Numbers
    high: Numbers

    @cached_property
    def by_column(self) -> sparse.csc_matrix:
        """The rows once more, quick to ask which rows an unknown is in."""
        return self.rows.tocsc()

    @cached_property
    def sums(self) -> Whole:
        """What each row comes to with the true values."""
        sums: Whole = self.rows @ self.truth
        return sums

    def around(self, free: Whole, moved: World | None = None) -> tuple[sparse.csr_matrix, Numbers, Numbers]:
        """The rows over some unknowns, with all the others at their true values, or as `moved` has them.

        Whatever fits these rows fits the whole system, but for rows that `moved` breaks elsewhere.
        """
        touched = np.unique(self.by_column[:, free].indices)
        columns = self.rows[touched][:, free]
        rest = self.sums[touched] - columns @ self.truth[free]
        if moved is not None:
            rest = rest + self.rows[touched][:, moved.numbers] @ moved.steps
        return columns, self.low[touched] - rest, self.high[touched] - rest

    def part(self, free: Whole) -> "System":
        """Some unknowns as a system of their own, with all the others at their true values."""
        return System([self.cells[number] for number in free], self.truth[free], *self.around(free))


@dataclass
class _Rows:
    """Rows as they are found: coordinates of a sparse matrix, and their bounds."""

    truth: Mapping[Cell, int]
    number: Mapping[Cell, int]
    alias: Mapping[Cell, Cell] = field(default_factory=dict)
    """Which unknown a cell means in the release that is looked at."""
    at: tuple[list[int], list[int], list[float]] = field(default_factory=lambda: ([], [], []))
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)

    def sums(self, whole: Iterable[Cell], parts: Iterable[Cell]) -> None:
        """The parts make up the whole, but for as much as they truly differ.

        A side that is all 0 beside one that is not says that people are described otherwise there: how many
        is nothing that anybody knows.
        """
        terms = self._terms(whole, parts)
        if len({sign for _, sign in terms}) == 2:
            off = sum(sign * self.truth[cell] for cell, sign in terms)
            self._add(terms, min(0, off), max(0, off))

    def at_most(self, whole: Iterable[Cell], parts: Iterable[Cell]) -> None:
        """The parts are no more than the whole, where that is so."""
        terms = self._terms(whole, parts)
        if sum(sign * self.truth[cell] for cell, sign in terms) >= 0:
            self._add(terms, 0, np.inf)

    def _terms(self, plus: Iterable[Cell], minus: Iterable[Cell]) -> list[tuple[Cell, float]]:
        signed = [*((cell, 1.0) for cell in plus), *((cell, -1.0) for cell in minus)]
        terms = [(self.alias.get(cell, cell), sign) for cell, sign in signed]
        return [(cell, sign) for cell, sign in terms if cell in self.number]

    def _add(self, terms: list[tuple[Cell, float]], low: float, high: float) -> None:
        row = (*terms, high == np.inf)
        if not terms or row in self.known:
            return
        self.known.add(row)
        for cell, sign in terms:
            self.at[0].append(len(self.low))
            self.at[1].append(self.number[cell])
            self.at[2].append(sign)
        self.low.append(low)
        self.high.append(high)


def build(
    releases: Sequence[Mapping[Cell, int]], places: Geography, groups: Mapping[tuple[str, str], str]
) -> tuple[System, list[dict[Cell, int]]]:
    """The system of these releases, the newest first, and of each release: cell → its number in the system.

    groups: (code list, code) → group. Counts that are left out are 0. A count that is the same in two
    releases is one unknown; one that a restatement has changed is two, of which nothing is known together.
    """
    editions, known = _editions(releases)
    cells = sorted(set().union(*(edition.values() for edition in editions)))
    rows = _Rows(known, {cell: number for number, cell in enumerate(cells)})
    for edition in editions:
        mine = sorted(edition.values())
        rows.alias = {cell._replace(edition=0): cell for cell in mine}
        _within_areas(rows, sorted(edition), groups)
        _across_areas(rows, sorted(edition), places)
    rows.alias = {}
    _across_spans(rows, cells, releases)
    matrix = sparse.csr_matrix((rows.at[2], (rows.at[0], rows.at[1])), shape=(len(rows.low), len(cells)))
    counts = np.array([known[cell] for cell in cells], dtype=np.int64)
    system = System(cells, counts, matrix, np.array(rows.low, float), np.array(rows.high, float))
    return system, [{plain: rows.number[cell] for plain, cell in edition.items()} for edition in editions]


def _editions(releases: Sequence[Mapping[Cell, int]]) -> tuple[list[dict[Cell, Cell]], dict[Cell, int]]:
    """Of each release the unknown that stands for each cell above 0, and the true count of each unknown."""
    found: dict[Cell, list[int]] = defaultdict(list)
    editions = []
    for release in releases:
        edition = {}
        for cell, count in release.items():
            if count:
                if count not in found[cell]:
                    found[cell].append(count)
                edition[cell] = cell._replace(edition=found[cell].index(count))
        editions.append(edition)
    return editions, {c._replace(edition=e): n for c, counts in found.items() for e, n in enumerate(counts)}


def _within_areas(rows: _Rows, cells: Sequence[Cell], groups: Mapping[tuple[str, str], str]) -> None:
    """Categories and their totals, chains, rates and what they are of, groups and their codes."""
    areas: dict[tuple[int, int, str, str], dict[tuple[str, str], list[Cell]]] = {}
    for cell in cells:
        found = areas.setdefault(cell[:4], defaultdict(list))
        found[cell.measure, cell.side].append(cell)
    for found in areas.values():

        def of(*terms: Term, found: dict[tuple[str, str], list[Cell]] = found) -> list[Cell]:
            return [
                cell
                for term in terms
                for cell in found.get((term.measure, term.side), ())
                if term.breakdown in (relations.ANY, cell.breakdown)
            ]

        for relation in relations.SUMS:
            whole, parts = of(relation.whole), of(*relation.parts)
            # A measure that the release does not hold at all says nothing about its total.
            if parts and whole:
                rows.sums(whole, parts)
        for bound in relations.AT_MOST:
            if parts := of(*bound.parts):
                rows.at_most(of(bound.whole), parts)
        for (measure, side), some in found.items():
            if side == DENOMINATOR:
                rows.at_most(some, of(Term(measure)))
        for by_group, by_code, name in relations.GROUPED:
            codes = of(Term(by_code, relations.ANY))
            for group in of(Term(by_group, relations.ANY)) if codes else ():
                rows.sums([group], [c for c in codes if groups.get((name, c.breakdown)) == group.breakdown])


def _across_areas(rows: _Rows, cells: Sequence[Cell], places: Geography) -> None:
    """An area and those that lie in it: each counts a person once, so sums may be more than the whole."""
    inside: dict[Cell, list[Cell]] = defaultdict(list)
    for wider, narrower in relations.LEVELS:
        for cell in cells:
            if cell.level == narrower and (area := places.around(cell.area, wider)):
                inside[cell._replace(level=wider, area=area)].append(cell)
        for whole, parts in inside.items():
            rows.sums([whole], parts)
            for part in parts if len(parts) > 1 else ():
                rows.at_most([whole], [part])
        inside.clear()


def things(
    cells: Sequence[Cell], releases: Sequence[Mapping[Cell, int]]
) -> Iterator[tuple[dict[Span, int], tuple[Span, ...]]]:
    """What is counted, newest editions alone: its unknowns by span, and the spans that it is released for.

    Of spans that are released and have no unknown it is known that the count is 0.
    """
    known = released(((cell.measure, cell.side), cell[:2]) for release in releases for cell in release)
    found: dict[tuple[str, ...], dict[Span, int]] = defaultdict(dict)
    for number, cell in enumerate(cells):
        if not cell.edition:
            found[cell[2:7]][cell[:2]] = number
    for thing, spans in found.items():
        yield spans, known[thing[2], thing[4]]


def _across_spans(rows: _Rows, cells: Sequence[Cell], releases: Sequence[Mapping[Cell, int]]) -> None:
    """Months, quarters and years, of this release and of others; clients may come in several.

    How many do is not granted as it is for areas: a longer span describes a client anew, and what is granted
    of one span could contradict what is granted of another. Who is counted in a span is counted in the longer
    ones around it.
    """
    for numbers, known in things(cells, releases):
        spans = {span: cells[number] for span, number in numbers.items()}
        for longer, parts in tiles(known):
            rows.at_most([spans[s] for s in parts if s in spans], [spans[s] for s in longer if s in spans])
        for big, small in nested(tuple(sorted(spans))) if len(known) > 1 else ():
            rows.at_most([spans[big]], [spans[small]])
