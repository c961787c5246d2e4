"""Worlds that move all unsafe counts of a block at once: that does for most of them, at little cost each.

A client who came in a month is in every longer span around it, of the twelve releases that follow too. So
blocks hold all months of a few areas: the partnerships of a force, without and with the wider areas that they
add up to. Blocks of a few months of the whole region follow, for what moves between forces.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cjit.disclosure.near import apart
from cjit.disclosure.solver import Block, farthest
from cjit.disclosure.suppress import Suppression
from cjit.disclosure.system import Flags, System, Whole

Names = npt.NDArray[np.str_]

_MOST = 1500  # unknowns of partnerships in a block: time grows faster than these
_MONTHS = 2  # of a whole region in a block
_MANY = 12  # unsafe counts for which a block is worth while
_FURTHEST, _TWICE = 4, 2  # by how much counts are moved, and how often there and back by each
_FEW_NEW = 6  # values that there and back must show to be done again


def sweep(suppression: Suppression, targets: Flags, corners: Names) -> None:
    """Look for worlds, block by block, for the unsafe counts among some.

    corners: the force, or what stands for it, that each unknown's area lies in; empty for wider areas.
    """
    system = suppression.system
    for free in _blocks(system, corners):
        if np.isin(free, suppression.unsafe(targets)).sum() < _MANY:
            continue
        for part in apart(system, free):
            if np.isin(part, suppression.unsafe(targets)).sum() >= _MANY:
                _move_all(suppression, suppression.block(np.sort(part)))


def _blocks(system: System, corners: Names) -> Iterator[Whole]:
    wide = np.flatnonzero(corners == "")
    for with_wide in (False, True):
        for corner in np.unique(corners[corners != ""]).tolist():
            for free in _packed(system, np.flatnonzero(corners == corner)):
                yield np.union1d(free, wide) if with_wide else free
    last = np.array([cell.last for cell in system.cells])
    months = np.unique(last)
    for start in range(max(1, months.size - _MONTHS + 1)):
        yield np.flatnonzero(np.isin(last, months[start : start + _MONTHS]))


def _packed(system: System, corner: Whole) -> Iterator[Whole]:
    """The unknowns of a corner, with some of its partnerships at a time where these have too many."""
    areas = np.array([system.cells[n].area if system.cells[n].level == "partnership" else "" for n in corner])
    own = corner[areas == ""]
    names, sizes = np.unique(areas[areas != ""], return_counts=True)
    batch = np.cumsum(sizes) // _MOST
    for number in np.unique(batch):
        yield np.union1d(own, corner[np.isin(areas, names[batch == number])])


def _move_all(suppression: Suppression, block: Block) -> None:
    """Worlds that move all unsafe counts of a block, up or down as chance has it, then the other way."""
    truth = suppression.system.truth[block.free]
    for reach in range(1, _FURTHEST + 1):
        for _ in range(_TWICE):
            new = 0
            suppression.turn += 1
            for sign in (1, -1):
                unsafe = suppression.unsafe_places(block)
                if not unsafe.size:
                    return
                low, high = suppression.limits(block.free)
                # On both sides of the truth: to allow each one side only sees half as much.
                low[unsafe] = np.maximum(low[unsafe], truth[unsafe] - reach)
                high[unsafe] = np.minimum(high[unsafe], truth[unsafe] + reach)
                push = suppression.pushes(block, unsafe) * sign
                new += suppression.note_values(block, farthest(block, push, low, high))
            if new < _FEW_NEW:
                break
