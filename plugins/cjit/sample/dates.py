"""Days as the texts that providers' systems write."""

from functools import cache
from typing import Literal

import numpy as np

from cjit.sample.draws import BLANK, Ints, Texts

DateForm = Literal["DD/MM/YYYY", "YYYY-MM-DD", "YYYYMMDD"]

_FIRST = -35000
"""From 1874 on: nobody is older than 103."""
_LAST = 47000
"""To 2098: ten years after any sample."""


@cache
def _texts(form: DateForm) -> Texts:
    iso = np.datetime_as_string(np.arange(_FIRST, _LAST).astype("datetime64[D]")).tolist()
    if form == "DD/MM/YYYY":
        written = [f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in iso]
    elif form == "YYYYMMDD":
        written = [day.replace("-", "") for day in iso]
    else:
        written = iso
    return np.array(["", *written], dtype=object)


def written(days: Ints, form: DateForm) -> Texts:
    """Each day in that form, blank where there is none."""
    return _texts(form)[np.where(days == BLANK, 0, days - _FIRST + 1)]
