"""What earlier releases have proven, proven once more beside a new one.

A kept world fits all the rows that it was found in. Of a new release it knows nothing: rows of this may need
counts of it to move along, within what is shown or beyond. Hiding those that have to go beyond is what it
takes for the world to stand, and it is found by a small program for each value: nothing is searched for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from cjit.disclosure.kept import Parts, fitting
from cjit.disclosure.solver import cheapest
from cjit.disclosure.suppress import Suppression
from cjit.disclosure.system import Flags, Whole, World

_REACHES = (150, 600)  # counts of the new release that are moved along
_TRIED = 2  # worlds for each value of a count


def take_over(suppression: Suppression, worlds: Sequence[World]) -> list[World]:
    """Take over those worlds that fit as they are; the others."""
    low, high = suppression.limits(np.arange(len(suppression.system.cells)))
    fits = fitting(suppression.system, low, high, worlds).tolist()
    for world, does in zip(worlds, fits, strict=True):
        if does:
            suppression.note(world)
    return [world for world, does in zip(worlds, fits, strict=True) if not does]


class Carried:
    """Worlds that a new release breaks, and what has to move along with each in it."""

    def __init__(self, suppression: Suppression, worlds: Sequence[World], fresh: Flags) -> None:
        """fresh: the counts that no earlier release holds, the only ones that are moved along."""
        self._suppression = suppression
        self._worlds = worlds
        self._fresh = fresh
        self._before: Flags = abs(suppression.system.rows) @ fresh == 0
        self._parts: dict[int, Parts] = {}

    def hide_for(self, targets: Flags) -> None:
        """Take further, for each unsafe count among some, the worlds for which least has to be hidden."""
        unsafe = self._suppression.unsafe(targets)
        places = self._places(unsafe)
        for number in unsafe.tolist():
            while not self._suppression.is_safe(number):
                small = self._candidates(number, places[number])
                found = [each for world in small if (each := self._further(world))]
                if not found:
                    break
                _, world = min(found, key=lambda each: each[0])
                self._suppression.hide(self._to_hide(world))
                if not self._suppression.note(world):
                    break

    def _places(self, wanted: Whole) -> dict[int, list[tuple[int, int]]]:
        """For each wanted count the steps that worlds move it by, and which worlds these are."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for place, world in enumerate(self._worlds):
            moved = np.isin(world.numbers, wanted)
            for number, step in zip(world.numbers[moved].tolist(), world.steps[moved].tolist(), strict=True):
                found[number].append((step, place))
        return found

    def _candidates(self, number: int, places: Iterable[tuple[int, int]]) -> Iterator[World]:
        """Small worlds for each value that is needed of a count."""
        tried: Counter[int] = Counter()
        for step, place in places:
            if tried[step] < _TRIED and self._suppression.needs(number, step):
                tried[step] += 1
                if place not in self._parts:
                    self._parts[place] = Parts(self._suppression.system, self._worlds[place], self._before)
                yield self._parts[place].least(number)

    def _to_hide(self, world: World) -> Whole:
        """The shown counts that a world takes out of their intervals."""
        low, high = self._suppression.limits(world.numbers)
        values = self._suppression.system.truth[world.numbers] + world.steps
        out = (values < low) | (values > high)
        return world.numbers[out & ~self._suppression.hidden[world.numbers]]

    def _further(self, world: World) -> tuple[float, World] | None:
        """A world with counts of the new release moved along, and what hiding these costs."""
        system = self._suppression.system
        if self._suppression.settled[self._to_hide(world)].any():
            return None
        rows = np.unique(system.by_column[:, world.numbers].indices)
        sums = system.sums[rows] + system.rows[rows][:, world.numbers] @ world.steps
        broken = rows[(sums < system.low[rows]) | (sums > system.high[rows])]
        if not broken.size:
            return 0.0, world
        if self._before[broken].any():
            return None
        reached = np.unique(system.rows[broken].indices)
        begin = reached[self._fresh[reached]]
        for most in _REACHES:
            free = self._suppression.nearby.among(begin, most, self._fresh)
            block = self._suppression.block(free, world)
            low, high = self._suppression.limits(free)
            found = cheapest(block, system.truth[free], low, high, self._suppression.costs(free))
            if found:
                return found[0], _with(world, World(free, found[1] - system.truth[free]))
        return None


def _with(world: World, further: World) -> World:
    """Two worlds that have no count in common as one."""
    numbers = np.concatenate([world.numbers, further.numbers])
    steps = np.concatenate([world.steps, further.steps])
    order = np.argsort(numbers)
    moved = order[steps[order] != 0]
    return World(numbers[moved], steps[moved])


def by_home(worlds: Iterable[World], homes: Sequence[str]) -> dict[str, list[World]]:
    """Worlds by the region that they move counts of, `england` where that is none or several."""
    names, codes = np.unique(np.array(homes), return_inverse=True)
    found: dict[str, list[World]] = defaultdict(list)
    for world in worlds:
        regions = set(names[np.unique(codes[world.numbers])].tolist()) - {"england"}
        found[regions.pop() if len(regions) == 1 else "england"].append(world)
    return found
