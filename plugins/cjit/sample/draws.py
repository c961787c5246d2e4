"""Random draws that are the same on every machine.

Only raw uniform numbers and whole-number arithmetic are used: library distributions go through logarithms,
whose last bit differs between processors, and sorts are stable for the same reason.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
"""Whole numbers; days are counted from 1 January 1970."""
Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Columns = dict[str, Ints]
"""One table of whole numbers; all columns have the same length."""

BLANK = -(10**6)
"""A day that is not there."""
NONE = -1
"""A position in a vocabulary that is not there."""

T = TypeVar("T")


def stream(seed: int, part: str) -> np.random.Generator:
    """A generator of its own for each part of the world, so that a change in one leaves the others alone."""
    number = int.from_bytes(hashlib.sha256(part.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))


def below(rng: np.random.Generator, limits: Ints | int, size: int) -> Ints:
    """Whole numbers from 0 up to, without, the limits (at least 1)."""
    return (rng.random(size) * limits).astype(np.int64)


def chance(rng: np.random.Generator, share: float, size: int) -> Mask:
    """True for about that share."""
    return rng.random(size) < share


class Mix(Generic[T]):
    """Values with whole-number weights."""

    def __init__(self, weights: Iterable[tuple[T, int]]) -> None:
        """Values with their weights, which need not add up to anything."""
        pairs = list(weights)
        self.values: tuple[T, ...] = tuple(value for value, _ in pairs)
        self._upper = np.cumsum([weight for _, weight in pairs], dtype=np.int64)

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Positions in `values`."""
        lots = below(rng, int(self._upper[-1]), size)
        return np.searchsorted(self._upper, lots, side="right").astype(np.int64)

    def draw_values(self, rng: np.random.Generator, size: int) -> Ints:
        """The values themselves, which must be whole numbers."""
        return np.array(self.values, dtype=np.int64)[self.draw(rng, size)]


class Spans:
    """Lengths in days: (first, last, weight) with both ends included, even within a span."""

    def __init__(self, *spans: tuple[int, int, int]) -> None:
        """(first, last, weight) of each span."""
        self._choice = Mix([(first, weight) for first, _, weight in spans])
        self._first = np.array([first for first, _, _ in spans], dtype=np.int64)
        self._length = np.array([last - first + 1 for first, last, _ in spans], dtype=np.int64)

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Days."""
        span = self._choice.draw(rng, size)
        return self._first[span] + below(rng, self._length[span], size)


def by_group(rng: np.random.Generator, mixes: Sequence[Mix[int]], group: Ints) -> Ints:
    """For each row a value from the mix of its group."""
    drawn = np.stack([mix.draw_values(rng, len(group)) for mix in mixes])
    return np.asarray(drawn[group, np.arange(len(group))], dtype=np.int64)


def mostly(rng: np.random.Generator, usual: Ints, mix: Mix[Any], share: float) -> Ints:
    """The usual position, but for a share a new draw."""
    return np.where(chance(rng, share, len(usual)), mix.draw(rng, len(usual)), usual)


def take(columns: Columns, rows: npt.NDArray[Any]) -> Columns:
    """Some rows (positions or a mask) of a table."""
    return {name: column[rows] for name, column in columns.items()}


def join(tables: Sequence[Columns]) -> Columns:
    """Tables of the same columns, one under the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def length(columns: Columns) -> int:
    """The number of rows."""
    return len(next(iter(columns.values())))


def groups_in(numbers: Ints) -> int:
    """How many groups there are, numbered from 0 without a gap."""
    return int(np.max(numbers)) + 1 if len(numbers) else 0


def starts_of(sorted_group: Ints, groups: int) -> Ints:
    """Where each group begins in a column sorted by group; one more entry for the end."""
    return np.searchsorted(sorted_group, np.arange(groups + 1)).astype(np.int64)


def on_weekday(rng: np.random.Generator, days: Ints) -> Ints:
    """Most of what falls on a Saturday or Sunday moves to Monday: few teams assess at weekends."""
    weekday = (days + 3) % 7  # 0 = Monday; 1 January 1970 was a Thursday
    moved = (weekday >= 5) & chance(rng, 0.8, len(days))
    return days + np.where(moved, 7 - weekday, 0)
