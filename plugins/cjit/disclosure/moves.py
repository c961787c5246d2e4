"""Worlds by moving a few counts: what makes most hidden counts safe, without a solver.

One count gets another value, as if one more client, or one fewer, had come in some month: with it moves what
else is counted of the same thing over spans that hold this month. Each row that no longer fits is mended by
moving one more of its counts in the same way, the one that upsets the fewest other rows, until all rows fit:
mostly a swap between two categories in two areas. A search that strays is given up, and the count left to the
solver.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from scipy import sparse

from cjit.disclosure.system import Cell, Numbers, System

World = Mapping[int, int]
"""What some unknowns are moved by; all the others have their true values."""

_MOST_MOVES = 30  # before a search is given up
_TURNS = 2  # orders in which a row's counts are tried


class Moves:
    """The rows of a system as lists, quick to ask one at a time, and how far each count may be moved."""

    def __init__(self, system: System, low: Numbers, high: Numbers) -> None:
        """low, high: the least and greatest value of each unknown, by what is shown of it."""
        self.down: list[int] = (system.truth - low).astype(int).tolist()
        self.up: list[int] = (high - system.truth).astype(int).tolist()
        sums = system.rows @ system.truth
        # How far each row may fall and rise.
        self._fall: list[float] = (sums - system.low).tolist()
        self._rise: list[float] = (system.high - sums).tolist()
        self._counts = _lists(system.rows)
        self._rows = _lists(system.by_column)
        self._cells = system.cells
        self._spans = _things(system.cells)

    def widen(self, number: int, down: int, up: int) -> None:
        """What was shown of an unknown is hidden: it may be moved by so much."""
        self.down[number], self.up[number] = down, up

    def world(self, number: int, by: int, start: World) -> World | None:
        """A world like another but for an unknown that is moved by 1 more or less, and what that takes.

        None where none was found.
        """
        if not -self.down[number] <= start.get(number, 0) + by <= self.up[number]:
            return None
        first, last = self._cells[number][:2]
        for month in dict.fromkeys((last, first)):
            for turn in range(_TURNS):
                if found := self._mend(start, number, by, month, turn):
                    return found
        return None

    def _mend(self, start: World, number: int, by: int, month: int, turn: int) -> World | None:
        moved, off, waiting = dict[int, int](), dict[int, int](), list[int]()
        for other, step in start.items():
            self._shift(other, step, moved, off, waiting)
        for other in self._together(number, month):
            if -self.down[other] <= moved.get(other, 0) + by <= self.up[other]:
                self._shift(other, by, moved, off, waiting)
        last: Sequence[int] = (number,)
        for _ in range(_MOST_MOVES):
            while waiting and not self._short(waiting[-1], off[waiting[-1]]):
                waiting.pop()
            if not waiting:
                return {other: step for other, step in moved.items() if step}
            best = min(self._answers(waiting[-1], moved, off, {number, *last}, month, turn), default=None)
            if best is None:
                return None
            _, _, last, step = best
            for other in last:
                self._shift(other, step, moved, off, waiting)
        return None

    def _short(self, row: int, off: float) -> float:
        """By how much a row that is off has to rise (above 0) or fall (below) to fit again."""
        return max(0, -self._fall[row] - off) + min(0, self._rise[row] - off)

    def _answers(  # noqa: PLR0913, PLR0917 - the state of a search
        self, row: int, moved: World, off: Mapping[int, int], kept: set[int], month: int, turn: int
    ) -> Iterator[tuple[float, int, Sequence[int], int]]:
        """Counts that can mend a row, each with what it upsets elsewhere, its turn, and its step."""
        counts = self._counts[row]
        way = 1 if self._short(row, off[row]) > 0 else -1
        for place, (other, sign) in enumerate(counts):
            step = way * sign
            for together in dict.fromkeys((self._together(other, month), (other,))):
                if kept.isdisjoint(together) and all(
                    -self.down[each] <= moved.get(each, 0) + step <= self.up[each] for each in together
                ):
                    again = any(each in moved for each in together)
                    upset = self._upset(together, step, off) + again
                    yield upset, (place * (turn + 1) + turn) % len(counts), together, step

    def _upset(self, together: Sequence[int], step: int, off: Mapping[int, int]) -> float:
        """How much further rows are from fitting once some counts are moved."""
        shifts = dict[int, int]()
        for each in together:
            for row, sign in self._rows[each]:
                shifts[row] = shifts.get(row, 0) + sign * step
        upset = 0.0
        for row, shift in shifts.items():
            if shift:
                now = off.get(row, 0)
                upset += abs(self._short(row, now + shift)) - abs(self._short(row, now))
        return upset

    def _together(self, number: int, month: int) -> tuple[int, ...]:
        """What is counted of the same thing over spans that hold a month, or the count alone."""
        cell = self._cells[number]
        if cell.edition or not cell.first <= month <= cell.last:
            return (number,)
        same = self._spans[cell[2:7]]
        return tuple(other for (first, last), other in same if first <= month <= last)

    def _shift(
        self, number: int, by: int, moved: dict[int, int], off: dict[int, int], waiting: list[int]
    ) -> None:
        """Move a count; note the rows that it upsets."""
        moved[number] = moved.get(number, 0) + by
        for row, sign in self._rows[number]:
            off[row] = off.get(row, 0) + sign * by
        waiting += [row for row, _ in self._rows[number] if self._short(row, off[row])]


def _things(cells: Sequence[Cell]) -> Mapping[tuple[str, ...], list[tuple[tuple[int, int], int]]]:
    """Of what is counted the spans, each with its unknown."""
    found: dict[tuple[str, ...], list[tuple[tuple[int, int], int]]] = defaultdict(list)
    for number, cell in enumerate(cells):
        if not cell.edition:
            found[cell[2:7]].append((cell[:2], number))
    return found


def _lists(matrix: sparse.csr_matrix | sparse.csc_matrix) -> list[list[tuple[int, int]]]:
    starts, at, signs = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.astype(int).tolist()
    both = list(zip(at, signs, strict=True))
    return [both[start:end] for start, end in pairwise(starts)]
