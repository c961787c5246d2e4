"""No hidden count can be worked out: by the library's own check, and by an outsider who tries every world."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cjit.disclosure.attack import Attack
from cjit.disclosure.figures import Earlier
from cjit.disclosure.protect import protect
from cjit.disclosure.system import Cell, World, build
from cjit.errors import Permanent
from disclosure.brute_force import PLACES, cells, left_over
from disclosure.releases import written

GROUPS = {("closure_from", "a"): "completed", ("closure_from", "b"): "incomplete"}
ONE_SPAN = [(place, category, 0) for place in ("A01", "A02") for category in ("a", "b")]
TWO_SPANS = [(place, category, span) for place in ("A01", "A02") for category in ("a",) for span in (0, 1)]

# Small counts, and those next to where rounding changes, are what can go wrong.
few = st.integers(0, 8)


def small(counts: Mapping[Cell, int]) -> set[Cell]:
    return {cell for cell, count in counts.items() if 1 <= count <= 4}


@settings(max_examples=30, deadline=None)
@given(st.lists(few, min_size=4, max_size=4))
@example([3, 8, 2, 5])
def test_an_outsider_who_tries_every_world_is_left_with_four_values(numbers: list[int]) -> None:
    leaves = dict(zip(ONE_SPAN, numbers, strict=True))
    counts = cells(leaves)
    protected = protect(counts, [], PLACES, GROUPS)
    assert protected.verdict.findings == []
    assert small(counts) <= protected.hidden
    left = left_over(leaves, written(counts, protected.hidden))
    assert {cell for cell, values in left.items() if len(values) < 4} == set()


@settings(max_examples=30, deadline=None)
@given(st.lists(few, min_size=4, max_size=4))
def test_nor_does_the_quarter_tell_what_the_month_hides(numbers: list[int]) -> None:
    leaves = dict(zip(TWO_SPANS, numbers, strict=True))
    counts = cells(leaves, spans=2)
    protected = protect(counts, [], PLACES, GROUPS)
    assert protected.verdict.findings == []
    left = left_over(leaves, written(counts, protected.hidden), spans=2)
    assert {cell for cell, values in left.items() if len(values) < 4} == set()


@settings(max_examples=20, deadline=None)
@given(st.lists(few, min_size=4, max_size=4))
def test_the_check_finds_what_the_outsider_finds_and_nothing_less(numbers: list[int]) -> None:
    """Hiding 1 to 4 alone is a suppression that is broken where an outsider can narrow one."""
    leaves = dict(zip(ONE_SPAN, numbers, strict=True))
    counts = cells(leaves)
    shown = written(counts, small(counts))
    system, (number,) = build([counts], PLACES, GROUPS)
    signs = [shown[cell] for cell in number]
    found = Attack(system, [signs[list(number.values()).index(n)] for n in range(len(signs))]).run()
    narrowed = [cell for cell, values in left_over(leaves, shown).items() if len(values) < 4]
    assert len(found.findings) >= len(narrowed)


def test_a_broken_suppression_is_stopped() -> None:
    """Of 6 clients 5 are shown in one category: the 1 of the other is 1 or 2."""
    counts = cells(dict(zip(ONE_SPAN, (5, 1, 0, 0), strict=True)))
    shown = written(counts, small(counts))
    system, _ = build([counts], PLACES, GROUPS)
    verdict = Attack(system, [shown[cell] for cell in system.cells]).run()
    with pytest.raises(Permanent, match=r"fewer than 4 values.*exits_by_reason by partnership: 1"):
        verdict.refuse()


def test_a_small_count_that_is_shown_is_stopped() -> None:
    counts = cells(dict(zip(ONE_SPAN, (5, 1, 0, 0), strict=True)))
    system, _ = build([counts], PLACES, GROUPS)
    with pytest.raises(Permanent, match="counts of 1 to 4 are shown"):
        Attack(system, [written(counts, ())[cell] for cell in system.cells])


def test_worlds_that_do_not_hold_prove_nothing() -> None:
    counts = cells(dict(zip(ONE_SPAN, (5, 1, 0, 0), strict=True)))
    shown = written(counts, small(counts))
    system, _ = build([counts], PLACES, GROUPS)
    every = np.arange(len(system.cells))
    lies = [World(every, np.full(every.size, by)) for by in (1, 2, 3, 4)]
    assert Attack(system, [shown[cell] for cell in system.cells]).run(lies).findings


def test_what_rounding_protects_stays() -> None:
    """20 of 21 are shown to the nearest 5: the one that is left may be 1 to 4 as they stand."""
    counts = cells(dict(zip(ONE_SPAN, (20, 1, 30, 30), strict=True)))
    assert protect(counts, [], PLACES, GROUPS).hidden == small(counts)


def released(counts: Mapping[Cell, int], earlier: list[Earlier]) -> tuple[Earlier, frozenset[Cell]]:
    protected = protect(counts, earlier, PLACES, GROUPS)
    assert protected.verdict.findings == []
    return Earlier(counts, written(counts, protected.hidden)), protected.hidden


def months(*numbers: int) -> list[dict[Cell, int]]:
    """Releases of April and on, each with its month and its year to date, of one partnership."""
    found = []
    areas = [("partnership", "A01"), ("force", "Force"), ("region", "North"), ("england", "england")]
    for place, number in enumerate(numbers):
        month = 2018 * 12 + 3 + place
        found.append(
            {
                Cell(first, month, level, area, "exits", "", "numerator"): count
                for level, area in areas
                for first, count in ((month, number), (2018 * 12 + 3, sum(numbers[: place + 1])))
            }
        )
    return found


def test_a_release_is_held_against_the_one_before() -> None:
    """The year to date is no less than either month, and no more than both."""
    first, second = months(5, 9)
    system, _ = build([second, first], PLACES, GROUPS)
    here = [number for number, cell in enumerate(system.cells) if cell.area == "A01"]
    rows = {tuple(row) for row in system.rows[:, here].toarray().astype(int).tolist()}
    assert [system.cells[number][:2] for number in here] == [(24219, 24219), (24219, 24220), (24220, 24220)]
    assert {(1, -1, 1), (-1, 1, 0), (0, 1, -1)} <= rows
    april, _ = released(first, [])
    assert released(second, [april])[1] == frozenset()


def test_a_restatement_hides_what_its_first_release_hid() -> None:
    counts = cells(dict(zip(ONE_SPAN, (5, 1, 0, 0), strict=True)))
    first, hidden = released(counts, [])
    restated = dict(counts) | {c: n + 10 for c, n in counts.items() if c.area == "A02" and c.breakdown == "b"}
    _, again = released(restated, [first])
    unchanged = {cell for cell in hidden if restated[cell] == counts[cell]}
    assert unchanged <= again


def test_what_must_be_hidden_and_has_been_shown_stops_the_release() -> None:
    counts = cells(dict(zip(ONE_SPAN, (5, 1, 0, 0), strict=True)))
    careless = Earlier(counts, written(counts, small(counts)))
    with pytest.raises(Permanent, match=r"exits.* cannot be protected"):
        protect(counts, [careless], PLACES, GROUPS)


def test_the_same_counts_hide_the_same() -> None:
    counts = cells(dict(zip(ONE_SPAN, (5, 1, 6, 2), strict=True)))
    backwards = dict(reversed(list(counts.items())))
    assert protect(counts, [], PLACES, GROUPS).hidden == protect(backwards, [], PLACES, GROUPS).hidden
