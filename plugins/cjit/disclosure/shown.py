"""What is shown in the place of a count and of a rate (specification: report.md, "Public release").

`*` is the one sign for a hidden count. It says that the count is 1 or more, and nothing else: where a total
of 1 to 4 has two parts of 1 to 4, a sign that meant "1 to 4" would by itself narrow each part to three
values.
Percentages are worked out from the counts as shown, so they say nothing that these do not.
"""

import numpy as np
import numpy.typing as npt

HIDDEN = "*"
CONFIDENTIAL, UNRELIABLE, NOT_APPLICABLE = "[c]", "[u]", "[z]"
"""In the place of a percentage, as the Government Statistical Service writes them."""

SMALL = 4
BASE = 5
OFF = 2
"""The most by which rounding moves a count."""
LEAST_DENOMINATOR = 20


def is_small(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which counts must never be shown: 1 to 4."""
    return (counts >= 1) & (counts <= SMALL)


def rounded(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """To the nearest 5; no whole number lies halfway."""
    return (counts + OFF) // BASE * BASE


def percentage(numerator: str, denominator: str) -> str:
    """A rate in whole per cent from its counts as shown, half up; else why it is not given.

    The denominator is at least 20 for certain where, as shown, it is so by more than the rounding.
    """
    if denominator == HIDDEN:
        return CONFIDENTIAL
    if denominator == "0":
        return NOT_APPLICABLE
    if int(denominator) - OFF < LEAST_DENOMINATOR:
        return UNRELIABLE
    if numerator == HIDDEN:
        return CONFIDENTIAL
    # Each is rounded by itself, so the parts may seem to be more than the whole.
    return str(min(100, (200 * int(numerator) + int(denominator)) // (2 * int(denominator))))
