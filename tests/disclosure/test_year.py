"""A year of releases, one after the other, and outsiders who hold all of them against each other."""

import itertools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cjit.disclosure import regions
from cjit.disclosure.figures import Earlier
from cjit.disclosure.kept import to_bytes
from cjit.disclosure.protect import protect
from cjit.disclosure.system import Cell, Geography
from cjit.disclosure.working import Working
from disclosure.brute_force import PLACES
from disclosure.random_country import GROUPS, country, release
from disclosure.releases import attack_on, written
from disclosure.test_differences import APRIL, exits, may_be
from disclosure.test_protect import months

THREE = {"A01": ("North", "Tyne"), "A02": ("North", "Tyne"), "K01": ("South", "Avon")}


def released(
    counts: Mapping[Cell, int], earlier: list[Earlier], places: Geography, processes: int = 1
) -> Earlier:
    """A release that the check lets pass."""
    protected = protect(counts, earlier, places, GROUPS, Working(processes))
    assert protected.verdict.findings == []
    return Earlier(counts, written(counts, protected.hidden), protected.kept)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=3, max_size=3))
@example([6, 1, 1])
@example([1, 5, 1])
def test_three_months_and_their_years_to_date_leave_four_values(numbers: list[int]) -> None:
    """The outsider tries all months and years to date in which clients may have come twice."""
    out: dict[Cell, str] = {}
    earlier: list[Earlier] = []
    for counts in months(*numbers):
        earlier.insert(0, released(counts, earlier, PLACES))
        out |= earlier[0].shown
    spans = [exits(APRIL + month, APRIL + month) for month in range(3)]
    spans += [exits(APRIL, APRIL + 1), exits(APRIL, APRIL + 2)]
    worlds = [
        (first, second, third, two, three)
        for first, second, third, two, three in itertools.product(
            *(range(*_ends(out[span])) for span in spans)
        )
        if max(first, second) <= two <= first + second and max(two, third) <= three <= two + third
    ]
    for place, span in enumerate(spans):
        if out[span] == "*":
            assert len({world[place] for world in worlds}) >= 4


def _ends(text: str) -> tuple[int, int]:
    values = list(may_be(text))
    return (1, 12) if text == "*" else (values[0], values[-1] + 1)


def test_a_year_of_releases_passes_the_check_month_after_month() -> None:
    world = country(1, THREE, range(APRIL - 12, APRIL + 12), size=2)
    earlier: list[Earlier] = []
    for month in range(APRIL, APRIL + 12):
        # Few measures over all spans and areas: what a year is about.
        counts = {c: n for c, n in release(world, month).items() if c.measure in {"exits", "exits_by_group"}}
        earlier.insert(0, released(counts, earlier, world.places))
    attack = attack_on(earlier, world.places)
    # With no worlds offered, in whole numbers: a sample, each of which has to be solved.
    assert attack.run(targets=np.flatnonzero(attack.hidden)[::60]).findings == []


def test_the_number_of_processes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "WORTH_IT", 0)
    world = country(2, THREE, range(APRIL - 12, APRIL + 2), size=1)
    first = released(release(world, APRIL), [], world.places)
    may = release(world, APRIL + 1)
    made, told = [], list[list[tuple[str, int, int]]]()
    note = Working(tell=lambda *step: told[-1].append(step))
    for processes in (1, 2, 2):
        told.append([])
        made.append(protect(may, [first], world.places, GROUPS, replace(note, processes=processes)))
    assert told[0] == told[1] == told[2]
    assert [("regions searched, round 1", done, 2) for done in range(3)] == told[0][:3]
    assert made[0].hidden == made[1].hidden == made[2].hidden
    kept = [to_bytes(each.kept) for each in made]
    assert kept[0] == kept[1] == kept[2]
