"""Every rate of an area beside its force, its region, England and the spread of partnerships (report.md)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import quantiles

from cjit.pages.tables import Table
from cjit.pages.words import percent, share
from cjit.report.charts import Axis, BarChart, StripChart, StripGround, bar_chart, strip, strip_ground
from cjit.report.page_data import Area, Book, Figure, Figures
from cjit.report.page_words import Breakdown, Rate

NO_RATE = "–"
"""Shown where there is nobody to take a share of; the notes say so."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The rates of all partnerships that have one, in order, with lowest, quarters, middle and highest."""

    rates: Sequence[float]
    lowest: float
    lower_quarter: float
    middle: float
    upper_quarter: float
    highest: float

    def below(self, rate: float) -> int:
        """How many partnerships have a lower rate."""
        return sum(1 for other in self.rates if other < rate)


@dataclass(frozen=True)
class Beside:
    """An area with those it is compared with, itself first, England last: symbol → name and figures."""

    area: Area
    places: Mapping[str, tuple[str, Figures]]

    @property
    def own(self) -> Figures:
        """The area's own figures."""
        return self.places["area"][1]

    @property
    def others(self) -> list[str]:
        """Names of the places that the area is compared with."""
        return [name for symbol, (name, _) in self.places.items() if symbol != "area"]

    def without(self, symbol: str) -> "Beside":
        """The same with one place less."""
        return Beside(self.area, {s: place for s, place in self.places.items() if s != symbol})


class Comparisons:
    """Comparisons over one freeze. What is the same for every page is worked out once."""

    def __init__(self, book: Book) -> None:
        """Of the freeze in `book`."""
        self._book = book
        self._partnerships = [book.of(a.level, a.code) for a in book.areas if a.level == "partnership"]
        self.spread = cache(self._spread)
        self._ground = cache(self._make_ground)

    def beside(self, area: Area) -> Beside:
        """The area and what it lies in."""
        places = {"area": (area.name, self._book.of(area.level, area.code))}
        if area.force:
            places["force"] = (f"Police force area: {area.force}", self._book.of("force", area.force))
        if area.region:
            places["region"] = (f"Region: {area.region}", self._book.of("region", area.region))
        if area.level != "england":
            places["england"] = ("England", self._book.england)
        return Beside(area, places)

    def strips(
        self, beside: Beside, title: str, columns: Sequence[tuple[str, str, Rate]]
    ) -> tuple[StripChart, Table] | None:
        """Strips and their table for `columns`: heading, period kind, rate. None where there are no rates."""
        shown = [column for column in columns if self.spread(column[1], column[2].measure)]
        if not shown:
            return None
        keys = tuple((kind, rate.measure) for _, kind, rate in shown)
        grounds = self._ground(keys)
        rates = [
            {symbol: _rate(figures.one(*key)) for symbol, (_, figures) in beside.places.items()}
            for key in keys
        ]
        chart = StripChart(
            title,
            [(symbol, name) for symbol, (name, _) in beside.places.items()],
            [
                strip(heading, ground, found)
                for (heading, _, _), ground, found in zip(shown, grounds, rates, strict=True)
            ],
        )
        return chart, self._table(beside, title, shown, rates)

    def _table(
        self,
        beside: Beside,
        title: str,
        columns: Sequence[tuple[str, str, Rate]],
        rates: Sequence[Mapping[str, float | None]],
    ) -> Table:
        spreads = [self.spread(kind, rate.measure) for _, kind, rate in columns]
        rows = [
            [name, *(percent(found[symbol]) or NO_RATE for found in rates)]
            for symbol, (name, _) in beside.places.items()
        ]
        for name, part in (
            ("Lowest partnership", "lowest"),
            ("Lower quarter", "lower_quarter"),
            ("Middle (median)", "middle"),
            ("Upper quarter", "upper_quarter"),
            ("Highest partnership", "highest"),
        ):
            rows.append([name, *(percent(getattr(spread, part)) for spread in spreads)])
        rows.append(["Partnerships with a rate", *(f"{len(s.rates):,}" for s in spreads if s)])
        return Table(title, ["Area", *(heading for heading, _, _ in columns)], rows, wide=len(columns) > 3)

    def _spread(self, kind: str, measure: str) -> Spread | None:
        found = (_rate(figures.one(kind, measure)) for figures in self._partnerships)
        rates = sorted(rate for rate in found if rate is not None)
        if not rates:
            return None
        lower, middle, upper = quantiles(rates, method="inclusive") if len(rates) > 1 else rates * 3
        return Spread(rates, rates[0], lower, middle, upper, rates[-1])

    def _make_ground(self, keys: tuple[tuple[str, str], ...]) -> list[StripGround]:
        """One axis for all periods of a rate, so that its strips can be held against each other."""
        spreads = {key: spread for key in keys if (spread := self.spread(*key))}
        ends: dict[str, list[float]] = defaultdict(list)
        for (_, measure), spread in spreads.items():
            ends[measure] += [spread.lowest, spread.highest]
        axes = {measure: Axis.around(values) for measure, values in ends.items()}
        return [
            strip_ground(axes[measure], spread.rates, (spread.lower_quarter, spread.upper_quarter))
            for (_, measure), spread in spreads.items()
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """A category of a breakdown: how many at the area, and its share at each place, the area first."""

    label: str
    number: int
    shares: Sequence[float | None]


def shares(
    beside: Beside, breakdown: Breakdown, labels: Mapping[str, Mapping[str, str]], kind: str, whole: str
) -> dict[str, Part]:
    """A breakdown by category, as shares of the measure `whole`."""
    found = [(f.parts(kind, breakdown.measure), f.count(kind, whole)) for _, f in beside.places.values()]
    own, _ = found[0]
    return {
        part: Part(
            breakdown.label(labels, part),
            own.get(part, 0),
            [share(parts.get(part, 0), total) for parts, total in found],
        )
        for part in breakdown.parts(labels, *(parts for parts, _ in found))
    }


def share_chart(beside: Beside, title: str, parts: Mapping[str, Part]) -> BarChart:
    """Bars of the area's shares, with a mark where England's lie."""
    elsewhere = beside.area.level != "england"
    bars = [
        (p.label, percent(p.shares[0]) or NO_RATE, p.shares[0], p.shares[-1] if elsewhere else None)
        for p in parts.values()
    ]
    return bar_chart(title, bars, beside.area.name, "England" if elsewhere else None)


def _rate(figure: Figure | None) -> float | None:
    return figure.value if figure else None
