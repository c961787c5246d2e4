"""Worlds by integer program: whole numbers that fit the rows of a block (HiGHS, by way of scipy)."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from cjit.disclosure.system import Numbers, Whole

REACH = 12
"""How far a world may move a count beyond what is shown: enough to see four values."""

_NODES = 30  # at which the solver gives up: a limit of time would give another release on another day


@dataclass(frozen=True)
class Block:
    """Unknowns that are free together, by their numbers in the system, and the rows over them."""

    free: Whole
    rows: sparse.csr_matrix
    low: Numbers
    high: Numbers


def loosened(
    block: Block, loose: Whole, costs: Numbers, low: Numbers, high: Numbers
) -> tuple[float, Whole] | None:
    """The cheapest world in which counts at the places `loose` may leave low and high, each at its cost."""
    size, reach = low.size, float(REACH)
    pick = sparse.csr_matrix((np.ones(loose.size), (np.arange(loose.size), loose)), shape=(loose.size, size))
    # One more unknown for each, 0 or 1: where it is 1 the count may be anything near.
    wide = sparse.diags(np.full(loose.size, reach))
    limits = [
        LinearConstraint(
            sparse.hstack([block.rows, sparse.csr_matrix((block.rows.shape[0], loose.size))]),
            block.low,
            block.high,
        ),
        LinearConstraint(sparse.hstack([pick, wide]), low[loose], np.inf),
        LinearConstraint(sparse.hstack([pick, -wide]), -np.inf, high[loose]),
    ]
    least, most = low.copy(), high.copy()
    least[loose], most[loose] = np.maximum(low[loose] - reach, 1), high[loose] + reach
    answer = milp(
        np.concatenate([np.zeros(size), costs]),
        integrality=np.ones(size + loose.size),
        bounds=Bounds(np.append(least, np.zeros(loose.size)), np.append(most, np.ones(loose.size))),
        constraints=limits,
        options={"mip_rel_gap": 0.05, "node_limit": _NODES},
    )
    world = _whole(answer.x, block)
    return None if world is None else (float(answer.fun), world)


def solve(block: Block, push: Numbers, low: Numbers, high: Numbers, gap: float) -> Whole | None:
    """A whole-number world that goes far against `push`, None where the solver finds none."""
    answer = milp(
        push,
        integrality=np.ones(push.size),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(block.rows, block.low, block.high),
        options={"mip_rel_gap": gap, "node_limit": _NODES},
    )
    return _whole(answer.x, block)


def _whole(found: Numbers | None, block: Block) -> Whole | None:
    """The solver's answer in whole numbers, None where it has none or they do not fit after all."""
    if found is None:
        return None
    world = np.rint(found[: block.free.size]).astype(np.int64)
    sums = block.rows @ world
    return world if bool(np.all((sums >= block.low) & (sums <= block.high))) else None
