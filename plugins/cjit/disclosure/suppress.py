"""Secondary suppression: which counts to hide beside 1 to 4 so that no hidden one can be worked out.

A hidden count is safe once four values of it are seen, each in a whole-number world that fits everything
shown. Worlds are looked for block by block (a region with all that lies in it, and England; what relations do
not join is apart), with all outside at its true value: what fits there fits the whole. Most hidden counts are
safe by rounding alone. For one that is not, the cheapest world with a further value is looked for, in which
shown counts may leave the interval that their rounding allows, at a cost; those that do are hidden. Hiding
only ever makes room, so what was safe stays safe and the search ends.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy import sparse

from cjit.disclosure.shown import OFF, SMALL, is_small, rounded
from cjit.disclosure.solver import REACH, Block, loosened, solve
from cjit.disclosure.system import Flags, Numbers, System, Whole, World
from cjit.errors import Permanent

VALUES = 4
"""How many values a hidden count must be able to have."""

_TRIED = 5  # values above and below the true one that are tried
_NEAR = 200  # unknowns that are neighbours
_TURNS, _IDLE_TURNS = (
    24,
    3,
)  # of looking for worlds for many counts at once, before each is looked at by itself
_COSTS = {"england": 64.0, "region": 16.0, "force": 4.0, "partnership": 1.0}
_TOTAL = 4.0  # how much dearer a count without a category is than one with
_LONGER = 1.5  # and a longer span than a month


class Suppression:
    """Which counts of a system are hidden, and the values of each that were seen in worlds."""

    def __init__(self, system: System, hidden: Flags, settled: Flags) -> None:
        """hidden: those that an earlier release has hidden. settled: those that one has shown."""
        self.system = system
        self.settled = settled & ~hidden
        self.hidden = (is_small(system.truth) & ~self.settled) | hidden
        self.worlds: list[World] = []
        self._seen: list[set[int]] = [{int(count)} for count in system.truth]
        self._costs = _costs(system)
        self._middle = rounded(system.truth)

    def run(self, blocks: Iterable[Whole]) -> Flags:
        """Hide what has to be; return which counts are hidden.

        Raises Permanent where what earlier releases have shown leaves no way to protect a count.
        """
        every = [Block(free, *self.system.around(free)) for free in blocks]
        waiting, stuck = every, set[int]()
        while waiting:
            before = self.hidden.copy()
            for block in waiting:
                self._explore(block)
                stuck |= self._protect(block, stuck)
            # A count that was hidden for one block may lie in others too, which then look again.
            new = self.hidden & ~before
            waiting = [block for block in every if new[block.free].any() and self._unsafe(block, stuck).size]
        self._without_borders(stuck)
        return self.hidden

    def _without_borders(self, stuck: set[int]) -> None:
        """What a region has no room for is looked at with all that relations join to it."""
        whole = np.arange(len(self.system.cells))
        while stuck := {number for number in stuck if len(self._seen[number]) < VALUES}:
            number = min(stuck)
            joined = next(part for part in joined_parts(self.system, whole) if number in part)
            block = Block(joined, *self.system.around(joined))
            if failed := self._protect(block, set()):
                cell = self.system.cells[min(failed)]
                raise Permanent(
                    f"a count of {cell.measure} by {cell.level} cannot be protected: what earlier releases "
                    "show leaves nothing else to hide"
                )

    def _unsafe(self, block: Block, stuck: set[int]) -> Whole:
        """Places within the block of hidden counts with fewer than four values seen."""
        hidden = np.flatnonzero(self.hidden[block.free])
        unsafe = [p for p in hidden if len(self._seen[n := block.free[p]]) < VALUES and n not in stuck]
        return np.array(unsafe, dtype=np.int64)

    def _limits(self, free: Whole) -> tuple[Numbers, Numbers]:
        truth, hidden, middle = self.system.truth[free], self.hidden[free], self._middle[free]
        low = np.where(hidden, 1, np.maximum(middle - OFF, SMALL + 1)).astype(float)
        return low, np.where(hidden, truth + REACH, middle + OFF).astype(float)

    def _note(self, block: Block, values: Whole) -> bool:
        """Keep a world that shows a further value of a count that needs it; whether it does."""
        steps = values - self.system.truth[block.free]
        moved = np.flatnonzero(steps)
        useful = False
        for number, value in zip(block.free[moved].tolist(), values[moved].tolist(), strict=True):
            seen = self._seen[number]
            if self.hidden[number] and len(seen) < VALUES and value not in seen:
                seen.add(value)
                useful = True
        if useful:
            self.worlds.append(dict(zip(block.free[moved].tolist(), steps[moved].tolist(), strict=True)))
        return useful

    def hide(self, numbers: Whole) -> None:
        """Hide counts that were shown."""
        self.hidden[numbers] = True

    def _explore(self, block: Block) -> None:
        """Worlds that move many hidden counts at once, within what is shown.

        Each turn sends some categories or areas up and the others down, so that totals can stay as they are.
        """
        truth = self.system.truth[block.free]
        idle = 0
        for turn in range(_TURNS):
            unsafe = self._unsafe(block, set())
            if not unsafe.size or idle == _IDLE_TURNS:
                return
            goal = np.array([self._goal(int(block.free[place]), turn) for place in unsafe])
            low, high = self._limits(block.free)
            low[unsafe] = np.minimum(goal, truth[unsafe])
            high[unsafe] = np.maximum(goal, truth[unsafe])
            push = np.zeros(truth.size)
            push[unsafe] = -np.sign(goal - truth[unsafe])
            world = solve(block, push, low, high, gap=0.2)
            idle = 0 if world is not None and self._note(block, world) else idle + 1

    def _goal(self, number: int, turn: int) -> int:
        """A value that was not seen of a count: above or below the true one, as category and turn have it."""
        cell, truth = self.system.cells[number], int(self.system.truth[number])
        of = [
            (cell.measure, cell.breakdown),
            (cell.area, cell.measure),
            (cell.area, cell.measure, cell.breakdown),
        ]
        ways = [range(truth + 1, truth + REACH), range(truth - 1, 0, -1)]
        for way in ways if _coin(turn, of[turn % 3]) else reversed(ways):
            for value in way:
                if value not in self._seen[number]:
                    return value
        return truth

    def _protect(self, block: Block, stuck: set[int]) -> set[int]:
        """Hide, at least cost, what stands in the way of the counts that rounding alone does not protect.

        Returns the counts for which the block has no room.
        """
        stuck = set(stuck)
        while (unsafe := self._unsafe(block, stuck)).size:
            place = int(unsafe[0])
            number = int(block.free[place])
            truth = int(self.system.truth[number])
            near = [v for d in range(1, _TRIED) for v in (truth + d, truth - d) if v >= 1]
            self._look(block, number, near)
            needed = VALUES - len(self._seen[number])
            ahead = (
                [value for value in near if value not in self._seen[number]][: needed + 1] if needed else []
            )
            priced = [found for value in ahead if (found := self._cheapest(block, place, value))]
            for _, world in sorted(priced, key=lambda found: found[0])[:needed]:
                left = (abs(world - self._middle[block.free]) > OFF) | (world <= SMALL)
                self.hide(block.free[left & ~self.hidden[block.free]])
                self._note(block, world)
            if len(self._seen[number]) < VALUES:
                stuck.add(number)
        return stuck

    def _look(self, block: Block, number: int, values: Sequence[int]) -> None:
        """Look for worlds in which a count has one of some values: near it first, then in the block."""
        small = nearest(self.system, number, block.free, _NEAR)
        for around in (Block(small, *self.system.around(small)), block) if small.size else (block,):
            low, high = self._limits(around.free)
            place = int(np.flatnonzero(around.free == number)[0])
            for value in values:
                if len(self._seen[number]) == VALUES:
                    return
                if value not in self._seen[number]:
                    start, end = low.copy(), high.copy()
                    start[place] = end[place] = value
                    world = solve(around, np.zeros(low.size), start, end, gap=0.2)
                    if world is not None:
                        self._note(around, world)

    def _cheapest(self, block: Block, place: int, value: int) -> tuple[float, Whole] | None:
        """The world in which a count has a value and the cheapest counts leave what is shown of them."""
        low, high = self._limits(block.free)
        low[place] = high[place] = value
        loose = np.flatnonzero(~self.hidden[block.free] & ~self.settled[block.free])
        return loosened(block, loose, self._costs[block.free[loose]], low, high)


def _coin(turn: int, of: tuple[str, ...]) -> bool:
    """Heads or tails, the same for the same things on every machine."""
    return bool(zlib.crc32(repr((turn, of)).encode()) & 1)


def _costs(system: System) -> Numbers:
    """What hiding a count costs its readers: more for wider areas, totals and longer spans."""
    return np.array(
        [
            _COSTS[c.level] * (1 if c.breakdown else _TOTAL) * (1 if c.first == c.last else _LONGER)
            for c in system.cells
        ]
    )


def nearest(system: System, number: int, among: Whole, most: int) -> Whole:
    """The unknowns among some that rows join most directly to one, about `most` of them."""
    allowed = np.zeros(len(system.cells), dtype=bool)
    allowed[among] = True
    near = np.zeros(len(system.cells), dtype=bool)
    near[number] = True
    size = 0
    columns = system.by_column
    while size < int(near.sum()) < most:
        size = int(near.sum())
        rows = np.unique(columns[:, np.flatnonzero(near)].indices)
        reached = np.unique(system.rows[rows].indices)
        near[reached[allowed[reached]]] = True
    return np.flatnonzero(near) if near.sum() < among.size else np.empty(0, dtype=np.int64)


def joined_parts(system: System, free: Whole) -> Iterator[Whole]:
    """Some unknowns, those that no row joins apart from each other."""
    rows = abs(system.rows[:, free])
    _, part = sparse.csgraph.connected_components(rows.T @ rows, directed=False)
    order = np.argsort(part, kind="stable")
    yield from np.split(free[order], np.flatnonzero(np.diff(part[order])) + 1)
