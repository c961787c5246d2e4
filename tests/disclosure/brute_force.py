"""An outsider who tries every world there is, with no solver and none of the library's relations.

A little country: a total and its categories, in two partnerships that make up a force, a region and England,
over a month and the quarter that holds it. Nobody is counted in two places or twice, and the outsider knows.
"""

import itertools
from collections.abc import Iterator, Mapping

import numpy as np

from cjit.disclosure.system import Cell, Geography

PLACES = Geography({"A01": "North", "A02": "North"}, {"A01": "Force", "A02": "Force"})
MONTH = 2018 * 12 + 10
MOST = 18
"""The most that a category of a partnership can be: two have at most 16, which is shown as at most 17."""

Leaves = Mapping[tuple[str, str, int], int]
"""(partnership, category, span: 0 the month, 1 the months before it in the quarter) → clients."""


def cells(leaves: Leaves, spans: int = 1) -> dict[Cell, int]:
    """All counts that follow from the leaves: those that are 0 too."""
    found: dict[Cell, int] = {}
    for cell, some in _made_of(leaves, spans).items():
        found[cell] = sum(leaves[leaf] for leaf in some)
    return found


def left_over(leaves: Leaves, written: Mapping[Cell, str], spans: int = 1) -> dict[Cell, set[int]]:
    """The values that each hidden count can have, by what is written of all counts."""
    names = sorted(leaves)
    worlds = np.array(
        list(itertools.product(*(_range(written, leaf, spans) for leaf in names))), dtype=np.int16
    )
    made = {
        cell: worlds[:, [names.index(leaf) for leaf in some]].sum(axis=1)
        for cell, some in _made_of(leaves, spans).items()
    }
    fits = np.ones(len(worlds), dtype=bool)
    for cell, values in made.items():
        low, high = _meaning(written[cell])
        fits &= (values >= low) & (values <= high)
    return {cell: set(values[fits].tolist()) for cell, values in made.items() if written[cell] == "*"}


def _made_of(leaves: Leaves, spans: int) -> dict[Cell, list[tuple[str, str, int]]]:
    """Each count and the leaves that it adds up."""
    areas = [("partnership", "A01"), ("partnership", "A02"), ("force", "Force"), ("region", "North")]
    categories = sorted({category for _, category, _ in leaves})
    made: dict[Cell, list[tuple[str, str, int]]] = {}
    for (level, area), span, category in itertools.product(
        [*areas, ("england", "england")], range(spans), ["", *categories]
    ):
        cell = Cell(
            MONTH - span,
            MONTH,
            level,
            area,
            "exits_by_reason" if category else "exits",
            category,
            "numerator",
        )
        made[cell] = [
            leaf
            for leaf in leaves
            if (level != "partnership" or leaf[0] == area) and category in ("", leaf[1]) and leaf[2] <= span
        ]
    return made


def _range(written: Mapping[Cell, str], leaf: tuple[str, str, int], spans: int) -> Iterator[int]:
    """What a leaf can be: its own cell says so where it is one, the quarter's cell for the months before."""
    place, category, span = leaf
    text = written[Cell(MONTH - span, MONTH, "partnership", place, "exits_by_reason", category, "numerator")]
    low, high = _meaning(text)
    return iter(range(0 if span else low, high + 1))


def _meaning(text: str) -> tuple[int, int]:
    if text == "*":
        return 1, MOST
    count = int(text)
    return {0: (0, 0), 5: (5, 7)}.get(count, (count - 2, count + 2))
