"""Worlds by program: whole numbers that fit the rows of a block (HiGHS, by way of scipy).

Rows have coefficients of 1 and -1, and the corners of what they allow are nearly always whole numbers. So
linear programs are asked. Where one answers with fractions, a program of whole numbers is asked of the few
unknowns concerned and of those next to them, the others as the linear one has them: of a whole block that can
take minutes, and no limit of nodes holds for its root.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from cjit.disclosure.system import Flags, Numbers, Whole

REACH = 12
"""How far a world may move a count beyond what is shown: enough to see four values."""

_NODES = 30  # at which the solver gives up: a limit of time would give another release on another day
_GAP = 0.2  # worlds need to be many, not best
_STEP = 0.01  # the cost of moving a count within what is shown: what need not move stays
_EXACT = 1e-6
_FEW = 1500  # unknowns of which a program of whole numbers may be asked


@dataclass(frozen=True)
class Block:
    """Unknowns that are free together, by their numbers in the system, and the rows over them."""

    free: Whole
    rows: sparse.csr_matrix
    low: Numbers
    high: Numbers

    def fits(self, world: Numbers | Whole) -> bool:
        """Whether values of all its unknowns fit the rows."""
        sums = self.rows @ world
        return bool(np.all((sums >= self.low) & (sums <= self.high)))


def farthest(block: Block, push: Numbers, low: Numbers, high: Numbers) -> Whole | None:
    """A world between low and high that goes far against `push`; None where there is none."""
    world = _solved(push, False, block.rows, (block.low, block.high), (low, high))
    if world is not None and _broken(world).any():
        world = _mended(block, world, push, low, high)
    if world is None or not block.fits(world := np.rint(world)):
        return None
    return world.astype(np.int64)


def _mended(block: Block, found: Numbers, push: Numbers, low: Numbers, high: Numbers) -> Numbers | None:
    """Whole numbers in the place of fractions: these are chosen anew, or those in rows with them too."""
    few = _broken(found)
    for _ in range(2):
        among = np.flatnonzero(few)
        if among.size > _FEW:
            return None
        rows = block.rows[:, among].tocsr()
        touched = np.flatnonzero(np.diff(rows.indptr))
        rest = (block.rows @ np.where(few, 0, np.rint(found)))[touched]
        sides = (block.low[touched] - rest, block.high[touched] - rest)
        answer = _solved(push[among], True, rows[touched], sides, (low[among], high[among]))
        if answer is not None:
            world = np.rint(found)
            world[among] = answer
            return world
        few = few.copy()
        few[block.rows[touched].indices] = True
    return None


def _broken(found: Numbers) -> Flags:
    return np.abs(found - np.rint(found)) > _EXACT


def cheapest(
    block: Block, truth: Whole, low: Numbers, high: Numbers, costs: Numbers
) -> tuple[float, Whole] | None:
    """The cheapest world with each count between low and high, or beyond them at `costs` for each step.

    truth: the true counts. costs: infinite where a count must not leave low and high; within, a step costs
    next to nothing. Gives the cost and the world; None where nothing fits, or fractions alone.
    """
    size = truth.size
    loose = np.flatnonzero(np.isfinite(costs))
    down, up = low - truth, high - truth
    # Ways for a count to move: up and down within what is shown of it, and up and down beyond.
    least = np.concatenate([np.maximum(down, 0), np.maximum(-up, 0), np.zeros(2 * loose.size)])
    most = np.concatenate(
        [
            np.maximum(up, 0),
            np.maximum(-down, 0),
            np.full(loose.size, float(REACH)),
            np.clip(low[loose] - 1, 0, REACH),
        ]
    )
    push = np.concatenate([np.full(2 * size, _STEP), costs[loose], costs[loose]])
    columns = block.rows.tocsc()
    beyond = columns[:, loose]
    ways = sparse.hstack([columns, -columns, beyond, -beyond], format="csr")
    of = np.concatenate([np.arange(size), np.arange(size), loose, loose])
    sums = block.rows @ truth
    moves = Block(of, ways, block.low - sums, block.high - sums)
    found = farthest(moves, push, least, most)
    if found is None:
        return None
    steps = found * np.repeat([1, -1, 1, -1], [size, size, loose.size, loose.size])
    world = truth + np.rint(np.bincount(of, steps, size)).astype(np.int64)
    return (float(push @ found), world) if block.fits(world) else None


def _solved(
    push: Numbers,
    whole: bool,
    rows: sparse.spmatrix,
    sides: tuple[Numbers, Numbers],
    bounds: tuple[Numbers, Numbers],
) -> Numbers | None:
    answer = milp(
        push,
        integrality=np.full(push.size, int(whole)),
        bounds=Bounds(*bounds),
        constraints=LinearConstraint(rows, *sides),
        options={"node_limit": _NODES, "mip_rel_gap": _GAP},
    )
    found: Numbers | None = answer.x
    return found
