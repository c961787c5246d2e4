"""Spans of time that a measure is released for, and which of them lie in which or make up which."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

Span = tuple[int, int]
"""Its first and its last month, both included, in months since the year 0."""


def released(cells: Iterable[tuple[tuple[str, str], Span]]) -> dict[tuple[str, str], tuple[Span, ...]]:
    """(measure, side) → the spans that it is released for, in order."""
    found: dict[tuple[str, str], set[Span]] = defaultdict(set)
    for thing, span in cells:
        found[thing].add(span)
    return {thing: tuple(sorted(spans)) for thing, spans in found.items()}


@cache
def tiles(spans: tuple[Span, ...]) -> list[tuple[tuple[Span, ...], tuple[Span, ...]]]:
    """Spans that make up a longer one, and twelve months that move on by one: the longer, then the parts."""
    found: list[tuple[tuple[Span, ...], tuple[Span, ...]]] = []
    known = set(spans)
    for first, last in spans:
        for cut in range(first, last):
            parts = ((first, cut), (cut + 1, last))
            if known.issuperset(parts):
                found.append((((first, last),), parts))
        months = tuple((month, month) for month in range(first, last + 1))
        if len(months) > 2 and known.issuperset(months):
            found.append((((first, last),), months))
        moved, new = (first + 1, last + 1), (last + 1, last + 1)
        if first < last and {moved, new} <= known:
            found.append(((moved,), ((first, last), new)))
    return found


@cache
def nested(spans: tuple[Span, ...]) -> list[tuple[Span, Span]]:
    """Longer spans with those that lie in them: the shortest that do, which say it all."""
    found = []
    for small in spans:
        around = [big for big in spans if big != small and big[0] <= small[0] and small[1] <= big[1]]
        for big in around:
            if not any(other != big and big[0] <= other[0] and other[1] <= big[1] for other in around):
                found.append((big, small))
    return found
