"""Rows by group, on whole columns: sorted once, then compared by their segments."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain, filled

Numbers = np.ndarray


def usable(ids: pa.Array, longest: int = 20) -> pa.Array:
    """Whether an id groups rows: present and not over-long."""
    return certain(pc.less_equal(pc.utf8_length(ids), longest))


def group_keys(ids: pa.Array, sub: Numbers, groups: pa.Array) -> tuple[Numbers, Numbers]:
    """An integer for each (file, id), and which rows have one."""
    codes = ids.dictionary_encode() if not pa.types.is_dictionary(ids.type) else ids
    indices = filled(codes.indices, 0).astype(np.int64)
    known = groups.to_numpy(zero_copy_only=False)
    return np.asarray(sub).astype(np.int64) * max(len(codes.dictionary), 1) + indices, known


class Groups:
    """Rows by group: `order` sorts them so that a group's rows follow each other in file order."""

    def __init__(self, keys: Numbers, known: Numbers) -> None:
        rows = np.flatnonzero(known)
        self.order = rows[np.argsort(keys[rows], kind="stable")]
        sorted_keys = keys[self.order]
        self.starts = (
            np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
            if self.order.size
            else (np.empty(0, dtype=np.int64))
        )
        self.sizes = np.diff(np.r_[self.starts, self.order.size])

    @property
    def first_rows(self) -> Numbers:
        """The first row of each group."""
        return self.order[self.starts]

    def several(self) -> Self:
        """Those of more than one row."""
        chosen, wanted = copy(self), self.sizes > 1
        chosen.order, chosen.sizes = self.order[np.repeat(wanted, self.sizes)], self.sizes[wanted]
        chosen.starts = np.cumsum(chosen.sizes) - chosen.sizes
        return chosen

    def spread(self, by_group: Numbers, rows: int) -> Numbers:
        """A boolean for each group, taken to all its rows; False for rows without a group."""
        out = np.zeros(rows, dtype=bool)
        out[self.order] = np.repeat(by_group, self.sizes)
        return out

    def disagree(self, columns: Sequence[Callable[[Numbers, Numbers], Numbers]]) -> Numbers:
        """Whether the rows of each group differ in any of the columns.

        columns: functions that say of chosen rows where each differs from the next, and are told which of
        these pairs share a group (the answer for the others does not matter). Rows alone are not asked.
        """
        differ = np.zeros(self.starts.size, dtype=bool)
        several = self.several()
        if not several.sizes.size:
            return differ
        group = np.repeat(np.flatnonzero(self.sizes > 1), several.sizes)
        together = group[1:] == group[:-1]
        for differs in columns:
            differ[group[:-1][differs(several.order, together) & together]] = True
        return differ


def repeated(keys: Numbers, known: Numbers) -> Numbers:
    """Whether each row shares its group with another row."""
    groups = Groups(keys, known)
    return groups.spread(groups.sizes > 1, keys.size)


def sharing(begin: Numbers, ids: Sequence[pa.Array]) -> Numbers:
    """Whether each row is one of those to begin with, or shares an id with such a row, at any remove.

    begin: a boolean for each row. ids: kinds of ids, by row; a blank one is shared with nobody.
    """
    kinds = []
    for some in ids:
        coded = some.dictionary_encode()
        size = len(coded.dictionary)
        kinds.append((filled(coded.indices, size), size))
    marked = begin
    while True:
        grown = marked.copy()
        for codes, size in kinds:
            found = np.zeros(size + 1, dtype=bool)
            found[codes[marked]] = True
            found[size] = False
            grown |= found[codes]
        if grown.sum() == marked.sum():
            return grown
        marked = grown


def running_maximum(values: Numbers, starts: Numbers, sizes: Numbers) -> Numbers:
    """The maximum so far within each segment."""
    # Lift each segment above all before it, so that one running maximum over everything serves them all.
    distinct, ranks = np.unique(values, return_inverse=True)
    lift = np.repeat(np.arange(starts.size, dtype=np.int64) * max(distinct.size, 1), sizes)
    best: Numbers = distinct[np.maximum.accumulate(ranks + lift) - lift]
    return best
