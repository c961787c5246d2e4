"""Signs, rounding and percentages."""

import numpy as np
import pytest

from cjit.disclosure.shown import is_small, percentage, rounded


def test_counts_are_rounded_to_the_nearest_five() -> None:
    counts = np.array([0, 5, 7, 8, 12, 13, 17, 18, 1002, 1003])
    assert rounded(counts).tolist() == [0, 5, 5, 10, 10, 15, 15, 20, 1000, 1005]


def test_one_to_four_are_small() -> None:
    assert np.flatnonzero(is_small(np.arange(8))).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        ("60", "80", "75"),
        ("5", "200", "3"),  # 2.5, half up
        ("0", "30", "0"),
        ("30", "25", "100"),  # each rounded by itself
        ("10", "25", "40"),
        ("10", "20", "[u]"),  # may be of 18
        ("*", "20", "[u]"),
        ("*", "25", "[c]"),
        ("*", "*", "[c]"),
        ("0", "*", "[c]"),
        ("0", "0", "[z]"),
    ],
)
def test_a_percentage_says_nothing_that_its_counts_do_not(
    numerator: str, denominator: str, shown: str
) -> None:
    assert percentage(numerator, denominator) == shown
