"""Secondary suppression: which counts to hide beside 1 to 4 so that no hidden one can be worked out.

A hidden count is safe once four values of it are seen, each in a whole-number world that fits everything
shown. Worlds are looked for near the count (near.py), with all else at its true value: what fits there fits
the whole. Most hidden counts are safe by rounding alone. For one that is not, the cheapest world with a
further value is looked for, in which shown counts may leave the interval that their rounding allows, at a
cost; those that do are hidden. Hiding only ever makes room, so what was safe stays safe and the search ends.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from cjit.disclosure.near import Nearby
from cjit.disclosure.shown import OFF, SMALL, is_small, rounded
from cjit.disclosure.solver import REACH, Block, cheapest, farthest
from cjit.disclosure.system import Flags, Numbers, System, Whole, World
from cjit.progress import Tell, untold

VALUES = 4
"""How many values a hidden count must be able to have."""

_TRIED = 4  # values above and below the true one that are tried
_WIDE = 2500  # unknowns that are looked at together
_WIDEST = 20_000  # and where these have no room
_GIVEN_UP = (60, 300)  # unknowns that are hidden where nothing else is left
_COSTS = {"england": 64.0, "region": 16.0, "force": 4.0, "partnership": 1.0}
_TOTAL = 4.0  # how much dearer a count without a category is than one with
_LONGER = 1.5  # and a longer span than a month


class Outcome(NamedTuple):
    """What came of a search: counts that it hid, worlds that it saw, counts that it found no room for."""

    hidden: Whole
    worlds: list[World]
    stuck: Whole


class Suppression:
    """Which counts of a system are hidden, and the values of each that were seen in worlds."""

    def __init__(self, system: System, hidden: Flags, settled: Flags, proven: Flags | None = None) -> None:
        """hidden: those that an earlier release has hidden. settled: those that one has shown.

        proven: those of which it is somebody else's to see that they are safe.
        """
        self.system = system
        self.settled = settled & ~hidden
        self.hidden = (is_small(system.truth) & ~self.settled) | hidden
        self.worlds: list[World] = []
        self._seen: dict[int, set[int]] = {}
        self._costs = _costs(system)
        self._middle = rounded(system.truth)
        self.nearby = Nearby(system)
        self._proven = np.zeros(len(system.cells), dtype=bool) if proven is None else proven
        self._things = _things(system)
        self._work_left = np.inf
        self.turn = 0

    def run(
        self, targets: Flags, reaches: Iterable[int], work: float = np.inf, tell: Tell = untold
    ) -> Outcome:
        """Hide what has to be for the hidden counts among `targets`, and for those that come to be hidden.

        reaches: of how many unknowns at once the costs of hiding are weighed, one size after the other.
        work: how many unknowns all programs may have together; what is left then counts as stuck.
        tell: told how many unsafe counts have been looked at, and of how many, time and again.
        """
        self._work_left = work
        sizes, before = list(reaches), self.hidden.copy()
        stuck: list[int] = []
        while (unsafe := self.unsafe(targets | (self.hidden & ~before), stuck)).size:
            for place, number in enumerate(unsafe.tolist()):
                tell(place, unsafe.size)
                if self.is_safe(number):
                    continue
                if self._work_left <= 0 or not (self._look(number) or self._protect(number, sizes)):
                    stuck.append(number)
            tell(unsafe.size, unsafe.size)
        hidden = np.flatnonzero(self.hidden & ~before)
        return Outcome(hidden, self.worlds, np.array(stuck, dtype=np.int64))

    def accept(self, outcome: Outcome) -> None:
        """Take over what a search in a part of the system has found."""
        self.hide(outcome.hidden)
        for world in outcome.worlds:
            self.note(world)

    def hide(self, numbers: Whole) -> None:
        """Hide counts that were shown."""
        self.hidden[numbers] = True

    def is_safe(self, number: int) -> bool:
        """Whether four values of a count have been seen, the true one among them."""
        return bool(self._proven[number]) or len(self._seen.get(number, ())) >= VALUES - 1

    def unsafe(self, targets: Flags, but: Iterable[int] = ()) -> Whole:
        """The hidden counts among some that are not safe."""
        left = set(but)
        numbers = np.flatnonzero(self.hidden & targets).tolist()
        return np.array([n for n in numbers if n not in left and not self.is_safe(n)], dtype=np.int64)

    def note(self, world: World) -> int:
        """Keep a world that shows further values of counts that need it; how many it shows."""
        new = 0
        for number, step in zip(world.numbers.tolist(), world.steps.tolist(), strict=True):
            if self.hidden[number] and not self.is_safe(number):
                seen = self._seen.setdefault(number, set())
                new += step not in seen
                seen.add(step)
        if new:
            self.worlds.append(world)
        return new

    def seen(self, numbers: Whole, free: Whole) -> dict[int, set[int]]:
        """By how much worlds have moved some counts, by the places of these among others."""
        places = np.searchsorted(free, numbers).tolist()
        return {
            place: self._seen[number]
            for place, number in zip(places, numbers.tolist(), strict=True)
            if number in self._seen
        }

    def take_seen(self, seen: Mapping[int, set[int]]) -> None:
        """Take for seen what others have seen."""
        self._seen = {number: set(steps) for number, steps in seen.items()}

    def needs(self, number: int, step: int) -> bool:
        """Whether a count is hidden and not safe, and a value of it has not been seen."""
        unsafe = bool(self.hidden[number]) and not self.is_safe(number)
        return unsafe and step not in self._seen.get(number, ())

    def costs(self, free: Whole) -> Numbers:
        """What a step out of what is shown costs; infinite where a count cannot be hidden, or is."""
        return np.where(~self.hidden[free] & ~self.settled[free], self._costs[free], np.inf)

    def note_values(self, block: Block, values: Whole | None) -> int:
        """Keep a world of a block, if there is one, by its values."""
        if values is None:
            return 0
        steps = values - self.system.truth[block.free]
        moved = np.flatnonzero(steps)
        return self.note(World(block.free[moved], steps[moved]))

    def limits(self, free: Whole) -> tuple[Numbers, Numbers]:
        """Between what a world may have each count, by what is shown."""
        truth, hidden, middle = self.system.truth[free], self.hidden[free], self._middle[free]
        low = np.where(hidden, 1, np.maximum(middle - OFF, SMALL + 1)).astype(float)
        return low, np.where(hidden, truth + REACH, middle + OFF).astype(float)

    def block(self, free: Whole, moved: World | None = None) -> Block:
        """Some unknowns with the rows that worlds of them could break."""
        low, high = self.limits(free)
        loose = ~self.settled[free]
        # What may come to be hidden is taken for hidden here, so that no row is left out for its sake.
        return self.nearby.block(
            free,
            np.where(loose, 1, low),
            np.where(loose, np.maximum(high, self._middle[free] + OFF) + REACH, high),
            moved,
        )

    def _around(self, number: int, most: int) -> Block:
        return self.block(self.nearby.free(number, most))

    def unsafe_places(self, block: Block) -> Whole:
        """Where in a block hidden counts are that are not safe."""
        places = np.flatnonzero(self.hidden[block.free]).tolist()
        return np.array([p for p in places if not self.is_safe(int(block.free[p]))], dtype=np.int64)

    def pushes(self, block: Block, unsafe: Whole) -> Numbers:
        """Up or down for each unsafe count; every other turn all spans of a thing go the same way."""
        push, numbers = np.zeros(block.free.size), block.free[unsafe]
        push[unsafe] = _coins(self._things[numbers] if self.turn % 2 else numbers, self.turn)
        return push

    def _look(self, number: int) -> bool:
        """Look for worlds within what is shown; whether the count is safe."""
        near = self._around(number, _WIDE)
        return self._one_by_one(near, number) or self._by_little(self._around(number, _WIDEST), number)

    def hide_near(self, numbers: Whole) -> Whole:
        """Hide all that may be near to some unsafe counts; those that are not safe then either.

        For want of room or work this hides more than is needed, but a few small programs do for it.
        """
        left = []
        for number in numbers.tolist():
            for most in _GIVEN_UP:
                if not self.is_safe(number):
                    block = self._around(number, most)
                    self.hide(block.free[~self.settled[block.free]])
                    self._one_by_one(block, number)
            if not self.is_safe(number):
                left.append(number)
        return np.array(left, dtype=np.int64)

    def _one_by_one(self, block: Block, number: int) -> bool:
        """Look for a world with each value near the true one; whether the count is safe then.

        Others that are unsafe are pushed along. What no world reaches in fractions either, none does beyond
        it: that way is not tried further.
        """
        place, truth = int(np.searchsorted(block.free, number)), int(self.system.truth[number])
        for way in _ways(truth):
            for value in way:
                if self.is_safe(number):
                    return True
                if value - truth in self._seen.get(number, ()):
                    continue
                low, high = self.limits(block.free)
                low[place] = high[place] = value
                self.turn += 1
                self._work_left -= block.free.size
                world = farthest(block, self.pushes(block, self.unsafe_places(block)), low, high)
                if world is None:
                    break
                self.note_values(block, world)
        return self.is_safe(number)

    def _by_little(self, block: Block, number: int) -> bool:
        """Look for a world with each value in which the others move as little as they can.

        Where all may move, programs of many unknowns answer with fractions; those that move few hardly do.
        """
        stays = np.full(block.free.size, np.inf)
        while not self.is_safe(number):
            worlds = [values for _, _, values in self._priced(block, number, stays)]
            if not sum(self.note_values(block, values) for values in worlds):
                return False
        return True

    def _protect(self, number: int, sizes: Iterable[int]) -> bool:
        """Hide, at least cost, what stands in the way of a count; whether it is safe then."""
        for most in sizes:
            block = self._around(number, most)
            while not self.is_safe(number):
                priced = list(self._priced(block, number, self.costs(block.free)))
                if not priced:
                    break
                _, _, values = min(priced, key=lambda found: found[:2])
                left = (np.abs(values - self._middle[block.free]) > OFF) | (values <= SMALL)
                self.hide(block.free[left & ~self.hidden[block.free]])
                if not self.note_values(block, values):
                    break
                self._one_by_one(block, number)
            if self.is_safe(number):
                return True
        return False

    def _priced(self, block: Block, number: int, costs: Numbers) -> Iterator[tuple[float, int, Whole]]:
        """What the nearest values not seen, above and below, would cost: the cost, the value and a world.

        costs: of a step out of what is shown, infinite where none is allowed.
        """
        place, truth = int(np.searchsorted(block.free, number)), self.system.truth[block.free]
        for way in _ways(int(truth[place])):
            for value in way:
                if value - truth[place] not in self._seen.get(number, ()):
                    low, high = self.limits(block.free)
                    low[place] = high[place] = value
                    # Where nothing may be hidden, a program of that size ends in a quarter of the time.
                    self._work_left -= block.free.size * (4 if np.isfinite(costs).any() else 1)
                    if found := cheapest(block, truth, low, high, costs):
                        yield found[0], value, found[1]
                    break


def _ways(truth: int) -> list[range]:
    """The values above a count and those below it, the nearest first."""
    return [range(truth + 1, truth + 1 + _TRIED), range(truth - 1, max(0, truth - 1 - _TRIED), -1)]


def _coins(numbers: Whole, turn: int) -> Numbers:
    """1 or -1 for each, as if by chance, and the same on every machine."""
    mixed = (numbers * 2_654_435_761 + turn * 40_503) & 0xFFFFFFFF
    return np.where((mixed ^ (mixed >> 15)) >> 7 & 1, 1.0, -1.0)


def _things(system: System) -> Whole:
    """What is counted where, whenever that is, as a number for each unknown."""
    known: dict[tuple[str, ...], int] = {}
    return np.array([known.setdefault(cell[2:7], len(known)) for cell in system.cells], dtype=np.int64)


def _costs(system: System) -> Numbers:
    """What hiding a count costs its readers: more for wider areas, totals and longer spans."""
    return np.array(
        [
            _COSTS[c.level] * (1 if c.breakdown else _TOTAL) * (1 if c.first == c.last else _LONGER)
            for c in system.cells
        ]
    )
