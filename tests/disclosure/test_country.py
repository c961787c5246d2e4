"""A little country with people who move about and come again, month after month."""

import numpy as np

from cjit.disclosure.figures import Earlier
from cjit.disclosure.protect import protect
from disclosure.random_country import GROUPS, country, release
from disclosure.releases import attack_on, written

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
        earlier.insert(0, Earlier(counts, written(counts, protected.hidden)))
    attack = attack_on(earlier, world.places)
    every_tenth = np.flatnonzero(attack.hidden)[::10]
    assert attack.run(targets=every_tenth).findings == []
