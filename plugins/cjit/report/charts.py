"""Where the marks of a chart go. The templates draw them (templates/charts.html).

Positions along a chart are percentages of its width and heights are pixels, so a chart fits any screen while
its text keeps its size. Why charts are drawn here and not by a library: docs/decisions/0010.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

_ROOM_FOR_TEXT = 13.0  # per cent of a bar's width below which a number would not fit inside on a phone
_EDGE = 8.0  # per cent from either end within which a label must not be centred
PART_STYLES = ("main", "second", "striped", "hollow", "third")
"""The fills of a bar's parts, in their order: told apart by pattern and lightness, not by colour alone."""

_PLOT_TOP, _PLOT_BOTTOM = 24.0, 114.0  # pixels


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label and number; `mark` is where another area's share lies, None without one."""

    label: str
    text: str
    width: str
    mark: str | None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Shares by category. `main` and `other` are the names of the bars' area and of the marks' one."""

    kind: ClassVar[str] = "bars"
    title: str
    main: str
    other: str | None
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar; `text` is empty where it would not fit."""

    style: str
    start: str
    width: str
    middle: str
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar of parts that make up a whole."""

    label: str
    text: str
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class StackChart:
    """Wholes and what became of them. `legend` is style and name, in the order of the parts."""

    kind: ClassVar[str] = "stacks"
    title: str
    legend: Sequence[tuple[str, str]]
    stacks: Sequence[Stack]


@dataclass(frozen=True, slots=True)
class Mark:
    """An area on a strip: `symbol` is area, force, region or england; `text` its rate, or nothing."""

    symbol: str
    at: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The rates of all partnerships on a line, the middle half shaded, some areas marked."""

    label: str
    ground: "StripGround"
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class StripChart:
    """Where an area stands. `legend` is symbol and name."""

    kind: ClassVar[str] = "strips"
    title: str
    legend: Sequence[tuple[str, str]]
    strips: Sequence[Strip]


@dataclass(frozen=True, slots=True)
class Point:
    """A month on a trend line: x in per cent, y in pixels."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over months. Lines join neighbouring months only: a gap stays a gap.

    base_text: what the line along the bottom stands for.
    """

    key: str
    title: str
    describes: str
    lines: Sequence[tuple[Point, Point]]
    points: Sequence[Point]
    last: Point
    last_text: str
    top_text: str
    base_text: str
    first_month: str
    last_month: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Small trends side by side."""

    kind: ClassVar[str] = "trends"
    trends: Sequence[Trend]


def bar_chart(
    title: str,
    rows: Sequence[tuple[str, str, float | None, float | None]],
    main: str,
    other: str | None = None,
) -> BarChart:
    """Bars of `rows`: label, number as text, share and the other area's share, both in per cent."""
    most = max((share or 0.0 for _, _, *shares in rows for share in shares), default=0.0) or 1.0
    bars = [
        Bar(label, text, _at((share or 0.0) / most), None if mark is None else _at(mark / most))
        for label, text, share, mark in rows
    ]
    return BarChart(title, main, other if any(bar.mark for bar in bars) else None, bars)


def stack(label: str, text: str, parts: Sequence[tuple[str, int]]) -> Stack:
    """A stacked bar of `parts`: style and how many."""
    whole = sum(number for _, number in parts) or 1
    segments, start = [], 0.0
    for style, number in parts:
        width = 100 * number / whole
        if number:
            text_inside = f"{number:,}" if width >= _ROOM_FOR_TEXT else ""
            segments.append(Segment(style, _per(start), _per(width), _per(start + width / 2), text_inside))
        start += width
    return Stack(label, text, segments)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale of per cent that does not start at nought, since a strip compares places, not lengths."""

    low: float
    high: float

    @classmethod
    def around(cls, values: Sequence[float]) -> "Axis":
        """Whole tens around the values, at least twenty apart, within 0 to 100."""
        low = 10.0 * (min(values, default=0.0) // 10)
        high = min(100.0, max(low + 20, -10.0 * (-max(values, default=100.0) // 10)))
        return cls(max(0.0, min(low, high - 20)), high)

    def place(self, value: float) -> float:
        """Where a value lies, in per cent of the strip, with a margin for marks at the ends."""
        return 2 + 96 * (value - self.low) / (self.high - self.low)

    @property
    def ends(self) -> tuple[str, str]:
        """The numbers at its ends."""
        return f"{self.low:.0f}%", f"{self.high:.0f}%"


@dataclass(frozen=True, slots=True)
class StripGround:
    """What a strip shows behind its marks: the same for every page."""

    axis: Axis
    ticks: str
    middle_start: str
    middle_width: str


def strip_ground(axis: Axis, values: Sequence[float], quarters: tuple[float, float]) -> StripGround:
    """The partnerships' rates as ticks, and the box from the lower to the upper quarter."""
    ticks = "".join(f"M{10 * axis.place(value):.0f} 0v16" for value in values)
    start, end = (axis.place(quarter) for quarter in quarters)
    return StripGround(axis, ticks, _per(start), _per(end - start))


def strip(label: str, ground: StripGround, rates: Mapping[str, float | None]) -> Strip:
    """A strip with marks for `rates`: symbol → rate. The area's own rate is written out."""
    marks = []
    for symbol in ("england", "region", "force", "area"):
        rate = rates.get(symbol)
        if rate is not None:
            at = ground.axis.place(rate)
            text = f"{rate:.1f}%" if symbol == "area" else ""
            marks.append(Mark(symbol, _per(at), text, _anchor(at)))
    return Strip(label, ground, marks)


def trend(
    key: str, title: str, months: Sequence[str], values: Sequence[float | None], texts: Sequence[str]
) -> Trend:
    """A line over `months`, the last of which has a value. `values` are None where nothing was published.

    Heights are measured from nought, in the unit of the texts.
    """
    most = max(value for value in values if value is not None) or 1.0
    points = {
        place: Point(
            _per(2 + 96 * place / (len(months) - 1)),
            f"{_PLOT_BOTTOM - (_PLOT_BOTTOM - _PLOT_TOP) * value / most:.1f}",
        )
        for place, value in enumerate(values)
        if value is not None
    }
    last = max(points)
    known = [f"{months[place]} {texts[place]}" for place in points]
    return Trend(
        key=key,
        title=title,
        describes=f"{title} by month: {', '.join(known)}.",
        lines=[(points[p], points[p + 1]) for p in points if p + 1 in points],
        points=list(points.values()),
        last=points[last],
        last_text=texts[last],
        top_text=max((value, texts[place]) for place, value in enumerate(values) if value is not None)[1],
        base_text="0%" if texts[last].endswith("%") else "0",
        first_month=months[0],
        last_month=months[-1],
    )


def _at(part: float) -> str:
    return _per(100 * part)


def _per(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def _anchor(at: float) -> str:
    return "start" if at < _EDGE else "end" if at > 100 - _EDGE else "middle"
