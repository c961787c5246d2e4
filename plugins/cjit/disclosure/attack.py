"""The check: what an outsider can work out of what is shown (specification: report.md, "Public release").

It starts from the counts as they are written (`*`, `0`, `15`), of this release and of earlier ones, and knows
nothing of how they were chosen. A hidden count stands when four values of it are proven possible: each by a
world of whole numbers that fits every row and everything shown. Worlds that the suppression offers are
reckoned through one by one. For each count that these do not settle, its least and its greatest value under
everything shown are worked out by linear program; fewer than four in between, or four that cannot all be
shown to be possible, and the release stops. Worlds are looked for as the suppression does and then among all
whole numbers; whoever finds one, it proves what it comes to in every row, and nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from cjit.disclosure.shown import BASE, HIDDEN, SMALL
from cjit.disclosure.solver import Block, cheapest
from cjit.disclosure.system import Numbers, System, Whole, World
from cjit.errors import Permanent
from cjit.progress import TellSteps, untold

LEAST_VALUES = 4

_NEAR = 8  # values tried above and below the true one
_BLOCKS = (1500, 6000)  # unknowns that are looked at together
_MOST = 200  # counts that are given to the solver: more of them stop the release as they are
_NODES = 1000  # at which the solver gives up
_AT_ONCE = 5000  # worlds that are reckoned through together


@dataclass(frozen=True)
class Finding:
    """A hidden count that has been narrowed too far: what it is of, and how many values are left."""

    measure: str
    level: str
    values: int


@dataclass(frozen=True)
class Verdict:
    """What came of the check: how many hidden counts, and those that do not stand."""

    hidden: int
    findings: Sequence[Finding]

    def refuse(self) -> None:
        """Raise Permanent, without naming an area, where a hidden count does not stand."""
        if self.findings:
            kinds = Counter((f.measure, f.level) for f in self.findings)
            named = "; ".join(f"{measure} by {level}: {n}" for (measure, level), n in sorted(kinds.items()))
            raise Permanent(
                f"nothing is released: of {len(self.findings)} hidden counts fewer than {LEAST_VALUES} "
                f"values are left ({named})"
            )


class Attack:
    """Everything that is known about a system, and what follows from it."""

    def __init__(self, system: System, shown: Sequence[str]) -> None:
        """shown: each unknown as it is written.

        Raises Permanent where a count of 1 to 4 is shown, or the true counts do not fit what is shown.
        """
        self.system = system
        self.hidden = np.array([text == HIDDEN for text in shown], dtype=bool)
        limits = [_meaning(text) for text in shown]
        self.low = np.array([low for low, _ in limits], dtype=float)
        self.high = np.array([high for _, high in limits], dtype=float)
        self._sums = system.rows @ system.truth
        self.values: list[set[int]] = [{int(count)} for count in system.truth]
        small = (system.truth <= SMALL) & ~self.hidden
        if small.any():
            raise Permanent(f"nothing is released: {int(small.sum())} counts of 1 to {SMALL} are shown")
        if not (_within(system.truth, self.low, self.high) and _within(self._sums, system.low, system.high)):
            raise Permanent("nothing is released: what is shown does not fit the report's counts")

    def run(
        self, worlds: Sequence[World] = (), targets: Whole | None = None, tell: TellSteps = untold
    ) -> Verdict:
        """Try to narrow each hidden count (of `targets`, where given).

        worlds: moves of unknowns, offered as proof; those that do not hold prove nothing.
        tell: told how many of these have been reckoned through, then of how many counts more is asked.
        """
        for start in range(0, len(worlds), _AT_ONCE):
            some = worlds[start : start + _AT_ONCE]
            self._accept(some)
            tell("worlds checked", start + len(some), len(worlds))
        among = np.flatnonzero(self.hidden) if targets is None else targets
        open_ = [int(number) for number in among if len(self.values[number]) < LEAST_VALUES]
        asked = open_[:_MOST]
        for place, number in enumerate(asked, start=1):
            for reach in _BLOCKS:
                if len(self.values[number]) < LEAST_VALUES:
                    self._settle(number, self._around(number, reach))
            tell("counts checked that no world settles", place, len(asked))
        findings = [
            Finding(self.system.cells[n].measure, self.system.cells[n].level, len(self.values[n]))
            for n in open_
            if len(self.values[n]) < LEAST_VALUES
        ]
        return Verdict(int(among.size), findings)

    def _accept(self, worlds: Sequence[World]) -> None:
        """Reckon worlds through, every row that they touch; note the hidden counts of those that fit."""
        which = np.repeat(np.arange(len(worlds)), [world.numbers.size for world in worlds])
        numbers = np.concatenate([world.numbers for world in worlds])
        steps = np.concatenate([world.steps for world in worlds])
        values = self.system.truth[numbers] + steps
        fits = np.ones(len(worlds), dtype=bool)
        fits[which[(values < self.low[numbers]) | (values > self.high[numbers])]] = False
        moved = sparse.csc_matrix((steps, (numbers, which)), shape=(len(self.values), len(worlds)))
        shifts = (self.system.rows @ moved).tocoo()
        sums = self._sums[shifts.row] + shifts.data
        fits[shifts.col[(sums < self.system.low[shifts.row]) | (sums > self.system.high[shifts.row])]] = False
        kept = fits[which] & self.hidden[numbers]
        for number, value in zip(numbers[kept].tolist(), values[kept].tolist(), strict=True):
            self.values[number].add(value)

    def _around(self, number: int, reach: int) -> Whole:
        """The unknowns nearest to one along the rows, about `reach` of them."""
        near = np.zeros(len(self.values), dtype=bool)
        near[number] = True
        size = 0
        while size < near.sum() < reach:
            size = int(near.sum())
            rows = np.unique(self.system.by_column[:, np.flatnonzero(near)].indices)
            near[self.system.rows[rows].indices] = True
        return np.flatnonzero(near)

    def _settle(self, number: int, free: Whole) -> None:
        """Look for values of a count among the worlds in which `free` alone are unknown."""
        rows, low, high = self.system.around(free)
        place = int(np.flatnonzero(free == number)[0])
        least, most = self._range(rows, low, high, free, place)
        if most - least + 1 < LEAST_VALUES:
            return
        truth = int(self.system.truth[number])
        block, stays = Block(free, rows, low, high), np.full(free.size, np.inf)
        for value in sorted(
            range(max(least, truth - _NEAR), min(most, truth + _NEAR) + 1), key=lambda v: abs(v - truth)
        ):
            if len(self.values[number]) >= LEAST_VALUES:
                return
            if value not in self.values[number]:
                start, end = self.low[free].copy(), self.high[free].copy()
                start[place] = end[place] = value
                # A world that moves little is mostly found at once; else whole numbers are asked for.
                little = cheapest(block, self.system.truth[free], start, end, stays)
                world = little[1] if little else _any(block, start, end)
                if world is not None:
                    self._accept([World(free, world - self.system.truth[free])])

    def _range(
        self, rows: sparse.csr_matrix, low: Numbers, high: Numbers, free: Whole, place: int
    ) -> tuple[int, int]:
        """The least and the greatest that a count can be, in whole numbers."""
        upper, lower = np.isfinite(high), np.isfinite(low)
        within = sparse.vstack([rows[upper], -rows[lower]]) if rows.shape[0] else None
        bound = np.concatenate([high[upper], -low[lower]])
        goal = np.zeros(free.size)
        goal[place] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * goal,
                A_ub=within,
                b_ub=bound,
                bounds=np.column_stack([self.low[free], self.high[free]]),
            )
            if answer.status == 3:  # without an end
                ends.append(np.inf)
            elif answer.x is None:
                return 0, -1
            else:
                ends.append(sign * answer.fun)
        least, most = int(np.ceil(ends[0] - 1e-6)), ends[1]
        return least, int(np.floor(most + 1e-6)) if np.isfinite(most) else least + 1_000_000


def _any(block: Block, start: Numbers, end: Numbers) -> Whole | None:
    """A world between two, if the solver finds one."""
    answer = milp(
        np.zeros(block.free.size),
        integrality=np.ones(block.free.size),
        bounds=Bounds(start, end),
        constraints=LinearConstraint(block.rows, block.low, block.high),
        options={"node_limit": _NODES},
    )
    return None if answer.x is None else np.rint(answer.x).astype(np.int64)


def _within(values: Whole, low: Numbers, high: Numbers) -> bool:
    return bool(np.all((values >= low) & (values <= high)))


def _meaning(text: str) -> tuple[float, float]:
    """What a count can be, by how it is written: `*` is 1 or more, 15 is 13 to 17, 5 is 5 to 7, 0 is 0."""
    if text == HIDDEN:
        return 1, np.inf
    count = int(text)
    if count == 0:
        return 0, 0
    return max(count - BASE // 2, SMALL + 1), count + BASE // 2
