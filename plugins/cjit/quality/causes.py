"""Findings by cause: what a provider puts right in one go shows once, however many rows it is on.

A cause is a rule with what to do about it: fourteen items of recovery support that are spelt wrongly in the
same way are one. Within it each sentence about an item is a fault, and a fault of an item that holds codes
names the values that it was found on: one wrong code on 400 rows is one line. Dates, ids and free text differ
from row to row, so their values say nothing about the cause; masked items show none (rules.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain, filled
from cjit.dataset.definition import Definition
from cjit.pages.csv_file import plain
from cjit.pages.words import several
from cjit.quality.text import recoded

_FIRST_ROWS = 5
_VALUES = 5
_VALUE_SHOWN = 40
"""Characters of a value in a line: what should be a code may be a sentence."""

_CODED = ("code", "place", "agency", "count")
SEVERITIES = ("fatal", "error", "warning", "note")
"""In the order of work."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a fault was found on."""

    text: str
    times: int
    rows: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence of a rule: how often it was said, in which rows first, and on which values most."""

    item: str
    message: str
    times: int
    rows: str
    values: tuple[Value, ...] = ()
    other_values: int = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that fired, with each way in which it did, and what to do about it."""

    rule: str
    why: str
    fix: str
    faults: tuple[Fault, ...]

    @property
    def times(self) -> int:
        """How many findings there are."""
        return sum(fault.times for fault in self.faults)

    @property
    def items(self) -> list[str]:
        """The items that it is about, most often named first; none where it is about the file."""
        return list(dict.fromkeys(fault.item for fault in self.faults if fault.item))

    @property
    def counted(self) -> str:
        """`3 rows`, or `40 findings` where a row may have several; nothing about the file as a whole."""
        if not self.faults[0].rows:
            return ""
        return several(self.times, "row" if len(self.items) == 1 else "finding")


@dataclass(frozen=True, slots=True)
class Step:
    """The causes of one severity, most frequent first."""

    severity: str
    causes: tuple[Cause, ...]

    @property
    def times(self) -> int:
        """How many findings there are of this severity."""
        return sum(cause.times for cause in self.causes)


_Key = tuple[str, str, str, str]
"""Severity, rule, why and fix: what makes a cause."""


def in_steps(findings: pa.Table, definition: Definition) -> list[Step]:
    """The causes of each severity that has any, in the order of work.

    findings: as feedback_input.FINDINGS, in the order of work (feedback.in_order_of_work).
    """
    found: dict[_Key, list[Fault]] = {}
    for key, fault in _faults(findings, definition):
        found.setdefault(key, []).append(fault)
    causes = [
        (severity, Cause(rule, why, fix, tuple(sorted(faults, key=lambda f: (-f.times, f.message, f.item)))))
        for (severity, rule, why, fix), faults in found.items()
    ]
    steps = []
    for severity in SEVERITIES:
        some = [cause for its, cause in causes if its == severity]
        if some:
            order = sorted(some, key=lambda c: (-c.times, c.rule, c.fix))
            steps.append(Step(severity, tuple(order)))
    return steps


def _faults(findings: pa.Table, definition: Definition) -> list[tuple[_Key, Fault]]:
    if findings.num_rows == 0:
        return []
    names = ("severity", "rule", "item", "why", "fix", "message")
    groups = _Numbered([_codes(findings[name]) for name in names])
    firsts = findings.select(names).take(pa.array(groups.firsts)).to_pylist()
    rows = groups.first_rows(np.asarray(findings["row_no"].fill_null(0)))
    values = _values(findings, definition, groups.numbers)
    made: list[tuple[_Key, Fault]] = []
    for number, first in enumerate(firsts):
        times = int(groups.times[number])
        shown, others = values(number)
        fault = Fault(first["item"] or "", first["message"], times, _rows(rows[number], times), shown, others)
        key = (first["severity"], first["rule"], first["why"], first["fix"])
        made.append((key, fault))
    return made


def _values(
    findings: pa.Table, definition: Definition, faults: np.ndarray
) -> Callable[[int], tuple[tuple[Value, ...], int]]:
    """For each fault its most frequent values, and how many others it has."""
    coded = [item.name for item in definition.items if item.kind in _CODED and not item.masked]
    told = pc.and_(
        certain(pc.is_in(plain(findings["item"]), pa.array(coded))),
        pc.is_valid(findings["value"]),
    )
    some = pa.array(np.flatnonzero(told.to_numpy()))
    if len(some) == 0:
        return lambda _: ((), 0)
    table = findings.select(["row_no", "value"]).take(some)
    owners = faults[some.to_numpy()]
    groups = _Numbered([owners, _codes(table["value"])])
    owner_of, times = owners[groups.firsts], groups.times
    order = np.lexsort((groups.firsts, -times, owner_of))
    starts = np.searchsorted(owner_of[order], np.arange(faults.max() + 2))
    row_no = np.asarray(table["row_no"].fill_null(0))

    def of(fault: int) -> tuple[tuple[Value, ...], int]:
        its = order[starts[fault] : starts[fault + 1]]
        shown = tuple(
            Value(_short(table["value"][int(groups.firsts[n])].as_py()), int(times[n]), _rows(rows, times[n]))
            for n in its[:_VALUES]
            for rows in [row_no[groups.rows_of(n)]]
        )
        return shown, len(its) - len(shown)

    return of


class _Numbered:
    """Rows that are the same in several codes, numbered; within each number in the order in which they came.

    numbers: by row. firsts: the first row of each number. times: how many rows it has.
    """

    def __init__(self, codes: Sequence[np.ndarray]) -> None:
        key = np.zeros(codes[0].size, dtype=np.int64)
        for each in codes:
            _, key = np.unique(key * (int(each.max()) + 1) + each, return_inverse=True)
        self.numbers = key
        self.times = np.bincount(key)
        self._order = np.argsort(key, kind="stable")
        self._starts = np.r_[0, np.cumsum(self.times)]
        self.firsts = self._order[self._starts[:-1]]

    def rows_of(self, number: int) -> np.ndarray:
        """The first few rows of a number."""
        begin = self._starts[number]
        rows: np.ndarray = self._order[begin : min(begin + _FIRST_ROWS, self._starts[number + 1])]
        return rows

    def first_rows(self, row_no: np.ndarray) -> list[np.ndarray]:
        """The first row numbers of every number."""
        return [row_no[self.rows_of(number)] for number in range(self.times.size)]


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    """A number for each row, the same for the same text; a dictionary may hold a text twice."""
    encoded = column.unify_dictionaries().combine_chunks()
    if pa.types.is_dictionary(encoded.type):
        encoded = recoded(encoded, encoded.dictionary)
    else:
        encoded = encoded.dictionary_encode()
    return filled(encoded.indices, len(encoded.dictionary)).astype(np.int64)


def _rows(rows: np.ndarray, times: int) -> str:
    """`Rows 3, 8, 12 and 40 more`; nothing where the file as a whole is meant."""
    numbers = ", ".join(str(row) for row in rows.tolist() if row)
    if not numbers:
        return ""
    more = f" and {times - rows.size:,} more" if times > rows.size else ""
    return f"{'Row' if times == 1 else 'Rows'} {numbers}{more}"


def _short(value: str) -> str:
    return value if len(value) <= _VALUE_SHOWN else f"{value[:_VALUE_SHOWN]}…"
