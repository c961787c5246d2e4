"""Blocks: the unknowns near to a count along the rows, and the rows over them.

A world that moves a count by a step or two breaks only rows that have no room for it, so these are followed:
most rows, such as that a year holds no fewer than each of its months, have room.
"""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from cjit.disclosure.solver import Block
from cjit.disclosure.system import Flags, Numbers, System, Whole, World

_ROOM = 2  # with less a row is followed


class Nearby:
    """Makes blocks of a system."""

    def __init__(self, system: System) -> None:
        self.system = system
        sums = system.sums
        narrow = np.flatnonzero(np.minimum(sums - system.low, system.high - sums) < _ROOM)
        self._rows = system.rows[narrow]
        self._columns = self._rows.tocsc()

    def free(self, number: int, most: int) -> Whole:
        """The unknowns nearest to one."""
        return self.among(np.array([number]), most, np.ones(len(self.system.cells), dtype=bool))

    def among(self, begin: Whole, most: int, some: Flags) -> Whole:
        """Unknowns of some that are nearest to the first ones, row by row until they are `most` or all."""
        near = np.zeros(len(self.system.cells), dtype=bool)
        near[begin] = True
        new, size = begin, begin.size
        while new.size and size < most:
            rows = np.unique(self._columns[:, new].indices)
            reached = np.unique(self._rows[rows].indices)
            new = reached[~near[reached] & some[reached]]
            near[new] = True
            size += new.size
        return np.flatnonzero(near)

    def block(self, free: Whole, low: Numbers, high: Numbers, moved: World | None = None) -> Block:
        """Some unknowns, with the rows that they could break between low and high.

        All others stand at their true values, or where `moved` has them.
        """
        rows, least, most = self.system.around(free, moved)
        up, down = rows.maximum(0), (-rows).maximum(0)
        kept = np.flatnonzero((up @ low - down @ high < least) | (up @ high - down @ low > most))
        return Block(free, rows[kept], least[kept], most[kept])


def joined(system: System, own: Whole) -> Flags:
    """Which unknowns rows join to some, by way of others or not."""
    part = _parts(system.rows)
    return np.isin(part, part[own])


def apart(system: System, free: Whole) -> Iterator[Whole]:
    """Some unknowns, those that no row joins apart from each other."""
    part = _parts(system.rows[:, free])
    order = np.argsort(part, kind="stable")
    yield from np.split(free[order], np.flatnonzero(np.diff(part[order])) + 1)


def _parts(rows: sparse.csr_matrix) -> Whole:
    """Of each unknown the number of its part: what rows join is in one."""
    touched = abs(rows)
    _, part = sparse.csgraph.connected_components(touched.T @ touched, directed=False)
    numbers: Whole = part
    return numbers
