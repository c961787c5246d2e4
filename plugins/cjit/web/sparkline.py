"""A small chart of an agency's last submissions: where its points go. board.html draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 104, 28
_LOWEST = 50.0
"""Per cent at the bottom of the chart; what is lower lies on it. Most agencies are above 80."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Points of the two lines, marks of files that were not accepted, and all of it in words."""

    load: str
    dq: str
    marks: Sequence[str]
    words: str
    last: tuple[str, str] | None


def sparkline(trend: Sequence[dict[str, str | float | None]]) -> Sparkline | None:
    """The chart of submissions, oldest first, each with status, load and dq; None where there is none."""
    if not trend:
        return None
    step = (WIDTH - 8) / max(len(trend) - 1, 1)
    places = [4 + number * step for number in range(len(trend))]
    dq = _points(places, [each["dq"] for each in trend])
    return Sparkline(
        load=" ".join(_points(places, [each["load"] for each in trend])),
        dq=" ".join(dq),
        marks=[f"{x:.1f}" for x, each in zip(places, trend, strict=True) if each["status"] != "accepted"],
        words="; ".join(_words(each) for each in trend),
        last=_place(dq[-1]) if dq else None,
    )


def _points(places: Sequence[float], values: Sequence[str | float | None]) -> list[str]:
    drawn = [(x, max(float(y), _LOWEST)) for x, y in zip(places, values, strict=True) if y is not None]
    return [f"{x:.1f},{4 + (100 - y) / (100 - _LOWEST) * (HEIGHT - 8):.1f}" for x, y in drawn]


def _words(each: dict[str, str | float | None]) -> str:
    if each["dq"] is None or each["load"] is None:
        return str(each["status"])
    return f"Load {each['load']}, DQ {each['dq']}" + (
        "" if each["status"] == "accepted" else f", {each['status']}"
    )


def _place(point: str) -> tuple[str, str]:
    x, _, y = point.partition(",")
    return x, y
