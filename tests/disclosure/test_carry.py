"""What a release keeps for those after it, and how a release ends for which no work is left."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cjit.disclosure import protect as protecting
from cjit.disclosure import regions
from cjit.disclosure.attack import Attack
from cjit.disclosure.carry import Carried, take_over
from cjit.disclosure.figures import Earlier
from cjit.disclosure.kept import Kept, again, from_bytes, to_bytes
from cjit.disclosure.protect import protect
from cjit.disclosure.suppress import Suppression
from cjit.disclosure.system import Geography, System, build
from disclosure.brute_force import PLACES, cells, left_over
from disclosure.random_country import GROUPS, country, release
from disclosure.releases import attack_on, written
from disclosure.test_protect import ONE_SPAN
from disclosure.test_year import APRIL, THREE, released


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is searched for one by one: what is left falls back on what is sure to end."""
    monkeypatch.setattr(regions, "_WORK", 0)
    monkeypatch.setattr(regions, "_LEAST_WORK", 0)
    monkeypatch.setattr(protecting, "_OVER_BORDERS", 0)


def worlds_in(system: System, kept: Kept) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(tuple(w.numbers.tolist()), tuple(w.steps.tolist())) for w in again(kept, system)]


def no_solver(step: str, done: int, of: int) -> None:
    assert step == "worlds checked", f"{of} counts are left to the solver"


def test_what_is_kept_proves_the_release_once_more() -> None:
    world = country(3, THREE, range(APRIL - 12, APRIL + 1), size=3)
    counts = release(world, APRIL)
    protected = protect(counts, [], world.places, GROUPS)
    system, (number,) = build([counts], world.places, GROUPS)
    kept = from_bytes(*to_bytes(protected.kept))
    assert worlds_in(system, kept) == worlds_in(system, protected.kept) != []
    signs = written(counts, protected.hidden)
    in_order = sorted(number, key=lambda cell: number[cell])
    verdict = Attack(system, [signs[cell] for cell in in_order]).run(again(kept, system), tell=no_solver)
    assert verdict.findings == []


def test_nothing_kept_is_kept_too() -> None:
    nowhere = Geography({}, {})
    protected = protect({}, [], nowhere, GROUPS)
    kept = from_bytes(*to_bytes(protected.kept))
    system, _ = build([{}], nowhere, GROUPS)
    assert again(kept, system) == []


@pytest.mark.usefixtures("no_work")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
@example([3, 8, 2, 5])
@example([5, 1, 0, 0])
def test_without_work_an_outsider_is_left_with_four_values_all_the_same(numbers: list[int]) -> None:
    leaves = dict(zip(ONE_SPAN, numbers, strict=True))
    counts = cells(leaves)
    protected = protect(counts, [], PLACES, GROUPS)
    assert protected.verdict.findings == []
    left = left_over(leaves, written(counts, protected.hidden))
    assert {cell for cell, values in left.items() if len(values) < 4} == set()


@pytest.mark.usefixtures("no_work")
def test_without_work_month_after_month_passes_the_check() -> None:
    world = country(4, THREE, range(APRIL - 12, APRIL + 4), size=3)
    earlier: list[Earlier] = []
    for month in range(APRIL, APRIL + 4):
        earlier.insert(0, released(release(world, month), earlier, world.places))
    attack = attack_on(earlier, world.places)
    # With no worlds offered: the check solves each of these by itself.
    assert attack.run(targets=np.flatnonzero(attack.hidden)[::25]).findings == []


def test_a_world_that_a_release_breaks_stands_once_its_counts_are_hidden() -> None:
    """What April has proven is proven beside May by moving counts of May, hidden where they have to be."""
    world = country(5, THREE, range(APRIL - 12, APRIL + 2), size=2)
    april = released(release(world, APRIL), [], world.places)
    may = release(world, APRIL + 1)
    system, numbers = build([may, april.counts], world.places, GROUPS)
    out = np.zeros(len(system.cells), dtype=bool)
    settled = out.copy()
    for cell, number in numbers[1].items():
        (out if april.shown[cell] == "*" else settled)[number] = True
    old = np.zeros_like(out)
    old[list(numbers[1].values())] = True
    suppression = Suppression(system, out, settled)
    assert april.kept
    broken = take_over(suppression, again(april.kept, system))
    before = suppression.unsafe(out).size
    hidden = suppression.hidden.copy()
    Carried(suppression, broken, ~old).hide_for(out)
    assert suppression.unsafe(out).size < before / 4
    assert not (suppression.hidden & ~hidden & old).any()
    signs = [
        "*" if h else str((n + 2) // 5 * 5)
        for h, n in zip(suppression.hidden, system.truth.tolist(), strict=True)
    ]
    safe = np.array([n for n in np.flatnonzero(out) if suppression.is_safe(int(n))])
    assert Attack(system, signs).run(suppression.worlds, safe, no_solver).findings == []
