"""What one month's year to date less another's tells who assumes that nobody came twice."""

from collections.abc import Iterator

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cjit.disclosure.differences import Differences
from cjit.disclosure.figures import Earlier
from cjit.disclosure.protect import protect
from cjit.disclosure.system import Cell, build
from disclosure.brute_force import PLACES
from disclosure.test_protect import months, written

APRIL, MAY = 2018 * 12 + 3, 2018 * 12 + 4
MOST = 30


def may_be(text: str) -> Iterator[int]:
    """What a count can be, by how it is written."""
    if text == "*":
        return iter(range(1, MOST))
    count = int(text)
    return iter(range({0: 0, 5: 5}.get(count, count - 2), count + 3 if count else 1))


def exits(first: int, last: int) -> Cell:
    return Cell(first, last, "partnership", "A01", "exits", "", "numerator")


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 8), st.integers(0, 8))
@example(6, 1)
def test_the_year_to_date_does_not_tell_the_month(april: int, may: int) -> None:
    """The outsider tries every April and May that add up to a year to date like the one shown."""
    first, second = months(april, may)
    out = written(first, protect(first, [], PLACES, {}).hidden)
    protected = protect(second, [Earlier(first, out)], PLACES, {})
    assert protected.verdict.findings == []
    assert protected.differences == 0
    signs = out | written(second, protected.hidden)
    whole = set(may_be(signs[exits(APRIL, MAY)]))
    pairs = [
        (one, other)
        for one in may_be(signs[exits(APRIL, APRIL)])
        for other in may_be(signs[exits(MAY, MAY)])
        if one + other in whole
    ]
    for place, cell in enumerate((exits(APRIL, APRIL), exits(MAY, MAY))):
        if signs[cell] == "*":
            assert len({pair[place] for pair in pairs}) >= 4


def test_a_client_who_came_twice_makes_the_assumption_wrong_and_hides_nothing() -> None:
    """6 in April, 4 in May, 6 over both: 5 to 7 less 5 to 7 is 0 to 2, which is not the truth."""
    first, second = months(6, 4)
    second = {cell: 6 if cell.first != cell.last else count for cell, count in second.items()}
    system, _ = build([second, first], PLACES, {})
    differences = Differences(system, [second, first])
    assert differences.narrowed(system.truth == 4) == {}


def test_twelve_months_that_move_on_tell_once_the_month_that_fell_out_is_released() -> None:
    """6 in twelve months, 6 in the next: where none fell out, 0 to 2 came in the new month."""
    counts = {exits(24214, 24225): 6, exits(24215, 24226): 6, exits(24226, 24226): 1}
    for released, narrowed in ((counts, set()), (counts | {exits(24214, 24214): 0}, {(24226, 24226)})):
        system, _ = build([released], PLACES, {})
        found = Differences(system, [released]).narrowed(system.truth == 1)
        assert {system.cells[number][:2] for number in found} == narrowed


def test_the_count_that_is_hidden_besides_is_one_that_may_be() -> None:
    first, second = months(6, 1)
    system, _ = build([second, first], PLACES, {})
    hidden = system.truth == 1
    none = np.zeros(len(system.cells), dtype=bool)
    differences = Differences(system, [second, first])
    assert differences.to_hide(hidden, none).size == 0
    of_year = np.array([cell[:2] == (APRIL, MAY) for cell in system.cells])
    found = differences.to_hide(hidden, of_year)
    assert {system.cells[number][:2] for number in found} == {(APRIL, MAY)}
    assert {system.cells[number].level for number in found} == {"partnership", "force", "region", "england"}
