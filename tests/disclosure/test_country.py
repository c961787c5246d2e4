"""A little country with people who move about and come again, month after month."""

import numpy as np

from cjit.disclosure.attack import Attack
from cjit.disclosure.figures import Earlier
from cjit.disclosure.protect import protect
from cjit.disclosure.system import build
from disclosure.random_country import GROUPS, country, release

APRIL = 2018 * 12 + 3
PLACES = {"A01": ("North", "Tyne"), "A02": ("North", "Tyne"), "K01": ("South", "Avon")}


def test_month_after_month_nothing_can_be_worked_out() -> None:
    """The second release is held against the first, by the check and with no worlds offered to it."""
    world = country(1, PLACES, range(APRIL - 12, APRIL + 2), size=4)
    earlier: list[Earlier] = []
    for month in (APRIL, APRIL + 1):
        counts = release(world, month)
        protected = protect(counts, earlier, world.places, GROUPS)
        assert protected.verdict.findings == []
        assert protected.small <= len(protected.hidden) <= 1.5 * protected.small
        signs = {c: "*" if c in protected.hidden else str((n + 2) // 5 * 5) for c, n in counts.items()}
        earlier.insert(0, Earlier(counts, signs))
    system, numbers = build([each.counts for each in earlier], world.places, GROUPS)
    shown = [""] * len(system.cells)
    for each, number in zip(earlier, numbers, strict=True):
        for cell, at in number.items():
            assert shown[at] in ("", each.shown[cell])
            shown[at] = each.shown[cell]
    attack = Attack(system, shown)
    every_tenth = np.flatnonzero(attack.hidden)[::10]
    assert attack.run(targets=every_tenth).findings == []
