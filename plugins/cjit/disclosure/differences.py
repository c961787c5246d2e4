"""Differences of spans: this month's year to date less last month's, and the like (docs/decisions/0030).

Nobody can know that no client came twice, but who assumes it has equations where system.py has only bounds:
the year to date is last month's and the month, a quarter is its months, twelve months are those of the month
before with the new month and without the one that fell out. Where such an equation, with what is shown of its
other counts, would leave a hidden count fewer than four values, the true one among them, one of these counts
is hidden too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cjit.disclosure.shown import OFF, SMALL, rounded
from cjit.disclosure.spans import tiles
from cjit.disclosure.system import Cell, Flags, Numbers, System, Whole, things

_LEAST_VALUES = 4


@dataclass(frozen=True)
class _Equation:
    """The counts of one side and of the other, by their numbers: as many clients on each, were none twice."""

    longer: Sequence[int]
    parts: Sequence[int]


class Differences:
    """The equations of a system, and the hidden counts that one of them narrows."""

    def __init__(self, system: System, releases: Sequence[Mapping[Cell, int]]) -> None:
        """releases: those of the system, the newest first."""
        self.system = system
        middle = rounded(system.truth)
        self._shown = np.maximum(middle - OFF, SMALL + 1).astype(float), (middle + OFF).astype(float)
        self._equations = list(_equations(system, releases))

    def narrowed(self, hidden: Flags) -> dict[int, _Equation]:
        """Hidden counts that have fewer than four values by one equation, each with one that says so."""
        low = np.where(hidden, 1, self._shown[0])
        high = np.where(hidden, np.inf, self._shown[1])
        return {
            number: equation
            for equation in self._equations
            for number in (*equation.longer, *equation.parts)
            if hidden[number] and self._tells(equation, number, low, high)
        }

    def to_hide(self, hidden: Flags, may_hide: Flags) -> Whole:
        """For each narrowed count the smallest other one of its equation that may be hidden, if any."""
        found = set()
        for number, equation in self.narrowed(hidden).items():
            others = [
                other
                for other in (*equation.longer, *equation.parts)
                if other != number and may_hide[other] and not hidden[other]
            ]
            if others:
                found.add(min(others, key=lambda other: (int(self.system.truth[other]), other)))
        return np.array(sorted(found), dtype=np.int64)

    def _tells(self, equation: _Equation, number: int, low: Numbers, high: Numbers) -> bool:
        """Whether an equation leaves a count fewer than four values, and the true one among them."""
        same, across = list(equation.longer), list(equation.parts)
        if number not in same:
            same, across = across, same
        same.remove(number)
        least = max(1.0, float(low[across].sum() - high[same].sum()))
        most = float(high[across].sum() - low[same].sum())
        return most - least + 1 < _LEAST_VALUES and least <= self.system.truth[number] <= most


def _equations(system: System, releases: Sequence[Mapping[Cell, int]]) -> Iterator[_Equation]:
    """Of every area and thing; spans of 0 are known, and add nothing."""
    for numbers, known in things(system.cells, releases):
        for longer, parts in tiles(known):
            fell_out = (parts[0][0], parts[0][0])
            whole = (*longer, fell_out) if longer[0][0] != parts[0][0] else longer
            if set(whole) <= set(known):
                sides = [[numbers[span] for span in side if span in numbers] for side in (whole, parts)]
                yield _Equation(*sides)
