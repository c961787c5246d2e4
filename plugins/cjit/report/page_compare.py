"""Every rate of an area beside its force, its region, England and the spread of partnerships (report.md)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import quantiles

from cjit.pages.tables import Number, Table
from cjit.pages.words import percent, share
from cjit.report.catalogue import Measure, measures
from cjit.report.charts import Axis, BarChart, StripChart, StripGround, bar_chart, strip, strip_ground
from cjit.report.page_data import Area, Book
from cjit.report.page_figures import Figure, Figures

NO_RATE = "–"
"""Shown where there is nobody to take a share of, or no figure; the notes say so."""

_QUARTERS = ("lowest quarter", "second lowest quarter", "second highest quarter", "highest quarter")
NOT_MADE = Number(NO_RATE, None, "[z]")
"""Stands where a measure is not made for a period."""

SPREAD = {
    "Lowest partnership": "lowest",
    "Lower quarter": "lower_quarter",
    "Middle (median)": "middle",
    "Upper quarter": "upper_quarter",
    "Highest partnership": "highest",
}
"""What is told of the rates of all partnerships: its name and the attribute of Spread."""

_LIKE = {"partnership": "partnerships", "force": "police force areas", "region": "regions"}


def number(value: int | None) -> Number:
    """A count as it is shown; None where the freeze has none."""
    return Number(NO_RATE, None, "[x]") if value is None else Number(f"{value:,}", value)


def rate(figure: Figure | None) -> Number:
    """A percentage as it is shown; nobody to take a share of and no figure are told apart in workbooks."""
    if figure is None:
        return Number(NO_RATE, None, "[x]")
    return per_cent(figure.value)


def per_cent(value: float | None) -> Number:
    """A percentage as it is shown, in workbooks too; None where there is nobody to take a share of."""
    if value is None:
        return Number(NO_RATE, None, "[z]")
    shown = percent(value)
    return Number(shown, float(shown.removesuffix("%")))


@dataclass(frozen=True, slots=True)
class Spread:
    """The rates of all areas of a level that have one, in order; lowest, quarters, middle and highest."""

    rates: Sequence[float]
    lowest: float
    lower_quarter: float
    middle: float
    upper_quarter: float
    highest: float
    is_cut: bool = False

    def cell(self, part: str) -> Number:
        """One of SPREAD as it is shown: half up, or cut, as rates are, since it may lie between two of them.

        The middle of 0.0 and 33.3 is 16.7, and of 99.9 and 100.0 in Load % it is 99.9.
        """
        fortieths = round(40 * getattr(self, part))  # rates have one decimal, quarters lie at quarters of it
        return per_cent((fortieths if self.is_cut else fortieths + 2) // 4 / 10)

    def rank(self, value: float) -> int:
        """The place among the rates, the highest being the first; equals share one."""
        return 1 + len(self.rates) - bisect_right(self.rates, value)

    def standing(self, value: float, level: str) -> str:
        """The place in words: `12th of 150 partnerships (highest quarter)`."""
        where = f"{ordinal(self.rank(value))} of {len(self.rates):,} {_LIKE[level]}"
        if self.lower_quarter == self.upper_quarter:
            return where  # half of them are alike: no quarter can be told
        above = (value > self.lower_quarter) + (value > self.middle) + (value > self.upper_quarter)
        return f"{where}, {_QUARTERS[above]}"


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

    @property
    def headings(self) -> list[str]:
        """The same without their kind, for narrow columns, where that still tells them apart.

        West Midlands is a region and a police force area, and many a partnership is named as its force area.
        """
        plain = [short(name) for name, _ in self.places.values()]
        return [
            brief if plain.count(brief) == 1 else name
            for brief, (name, _) in zip(plain[1:], list(self.places.values())[1:], strict=True)
        ]

    def without(self, symbol: str) -> "Beside":
        """The same with one place less."""
        return Beside(self.area, {s: place for s, place in self.places.items() if s != symbol})


class Comparisons:
    """Comparisons over one freeze. What is the same for every page is worked out once."""

    def __init__(self, book: Book) -> None:
        """Of the freeze in `book`."""
        self.book = book
        self._figures: dict[str, list[Figures]] = defaultdict(list)
        for area in book.areas:
            self._figures[area.level].append(book.of(area.level, area.code))
        self.spread = cache(self._spread)
        self._ground = cache(self._make_ground)

    def beside(self, area: Area) -> Beside:
        """The area and what it lies in. An agency sees itself and its partnership alone (access.md)."""
        book = self.book
        places = {"area": (area.name, book.of(area.level, area.code))}
        if area.level == "provider":
            if area.partnership and ("partnership", area.partnership) in book.names:
                name = book.names["partnership", area.partnership]
                places["partnership"] = (f"Partnership: {name}", book.of("partnership", area.partnership))
            return Beside(area, places)
        if area.force:
            places["force"] = (f"Police force area: {area.force}", book.of("force", area.force))
        if area.region:
            places["region"] = (f"Region: {area.region}", book.of("region", area.region))
        if area.level != "england":
            places["england"] = ("England", book.england)
        return Beside(area, places)

    def standing(self, area: Area, kind: str, measure: str) -> str:
        """Where an area stands among its like, in words; nothing where it has no rate or no like."""
        figure = self.book.of(area.level, area.code).one(kind, measure)
        if area.level not in _LIKE or figure is None or figure.value is None:
            return ""
        spread = self.spread(area.level, kind, measure)
        return spread.standing(figure.value, area.level) if spread and len(spread.rates) > 1 else ""

    def compared(
        self, beside: Beside, title: str, columns: Sequence[tuple[str, str, str]]
    ) -> list[StripChart | Table]:
        """Strips and their table for `columns`: heading, period kind, rate. Empty where there are no rates.

        An agency gets the table alone, without the spread of partnerships.
        """
        shown = [column for column in columns if self.spread("partnership", *column[1:])]
        if not shown or (beside.area.level == "provider" and len(beside.places) == 1):
            return []
        table = self._table(beside, title, shown)
        if beside.area.level == "provider":
            return [table]
        keys = tuple((kind, measure) for _, kind, measure in shown)
        strips = [
            strip(heading, ground, {s: _value(f.one(*key)) for s, (_, f) in beside.places.items()})
            for (heading, _, _), ground, key in zip(shown, self._ground(keys), keys, strict=True)
        ]
        legend = [(symbol, name) for symbol, (name, _) in beside.places.items()]
        return [StripChart(title, legend, strips), table]

    def _table(self, beside: Beside, title: str, columns: Sequence[tuple[str, str, str]]) -> Table:
        spreads = [self.spread("partnership", kind, measure) for _, kind, measure in columns]
        rows = [
            [name, *(rate(figures.one(kind, measure)) for _, kind, measure in columns)]
            for name, figures in beside.places.values()
        ]
        if beside.area.level != "provider":
            for name, part in SPREAD.items():
                rows.append([name, *(s.cell(part) if s else per_cent(None) for s in spreads)])
            rows.append(["Partnerships with a rate", *(number(len(s.rates)) for s in spreads if s)])
        return Table(title, ["Area", *(heading for heading, _, _ in columns)], rows, wide=len(columns) > 3)

    def _spread(self, level: str, kind: str, measure: str) -> Spread | None:
        found = (_value(figures.one(kind, measure)) for figures in self._figures[level])
        rates = sorted(rate for rate in found if rate is not None)
        if not rates:
            return None
        lower, middle, upper = quantiles(rates, method="inclusive") if len(rates) > 1 else rates * 3
        return Spread(rates, rates[0], lower, middle, upper, rates[-1], measures()[measure].is_cut)

    def _make_ground(self, keys: tuple[tuple[str, str], ...]) -> list[StripGround]:
        """One axis for all periods of a rate, so that its strips can be held against each other."""
        spreads = {key: spread for key in keys if (spread := self.spread("partnership", *key))}
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
    beside: Beside, breakdown: Measure, labels: Mapping[str, Mapping[str, str]], kind: str
) -> dict[str, Part]:
    """A breakdown by category, as shares of the measure that it splits."""
    whole = breakdown.whole
    found = [(f.parts(kind, breakdown.key), f.count(kind, whole)) for _, f in beside.places.values()]
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
    """Bars of the area's shares, with a mark where the shares of the widest place beside it lie."""
    names = [name for name, _ in beside.places.values()]
    elsewhere = len(names) > 1
    bars = [
        (p.label, percent(p.shares[0]) or NO_RATE, p.shares[0], p.shares[-1] if elsewhere else None)
        for p in parts.values()
    ]
    return bar_chart(title, bars, beside.area.name, short(names[-1]) if elsewhere else None)


def short(name: str) -> str:
    """A place's name without its kind, for a narrow column."""
    return name.partition(": ")[2] or name


def ordinal(place: int) -> str:
    """`1st`, `12th`, `23rd`."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure else None
