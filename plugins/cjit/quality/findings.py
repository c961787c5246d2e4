"""All failing rows of a chunk: one finding per row, rule and item (rules.md)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.definition import Definition
from cjit.quality import text
from cjit.quality.engine import Evaluator, Parameters
from cjit.quality.rules import Clause, Rules
from cjit.quality.typed import Typed

SCHEMA = pa.schema(
    [
        ("sub", pa.int32()),
        ("row_no", pa.int32()),
        ("client_ref", pa.string()),
        ("episode_id", pa.string()),
        ("rule", pa.string()),
        ("item", pa.string()),
        ("clause", pa.int16()),
        ("value", pa.string()),
    ]
)

Rows = np.ndarray
"""Numbers of rows."""

_SHOWN = 1_000
"""Characters of a cell that a finding repeats: a cell may hold megabytes, and a row many findings."""

_NONE: Rows = np.empty(0, dtype=np.uint64)

Found = tuple[Clause, Rows]
"""A clause with rows of which no earlier clause of its rule and item has said anything."""

Counts = dict[tuple[str, str, int], int]
"""Unexpected rows by clause (rule, item, number), as either engine counts them."""


@dataclass(frozen=True)
class Judged:
    """What the rules say of a chunk.

    findings: as SCHEMA, in order of file. has_error, has_warning: by row of Typed.judged.
    unconsented: rows that fire E08, by file. counts: for comparison with Great Expectations.
    """

    findings: pa.Table
    has_error: np.ndarray
    has_warning: np.ndarray
    unconsented: np.ndarray
    counts: Counts


def judge(typed: Typed, definition: Definition, rules: Rules, parameters: Parameters) -> Judged:
    """Evaluate every rule on every submitted row."""
    counts: Counts = {}
    size, files = typed.judged.num_rows, typed.data_rows.size
    marks = {"error": np.zeros(size, dtype=bool), "warning": np.zeros(size, dtype=bool)}
    found: list[Found] = []
    for clause, failing, fresh in _failing(rules.about(consent=False), Evaluator(typed.judged, parameters)):
        counts[clause.rule, clause.item, clause.number] = failing.size
        marks[clause.severity][failing] = True
        found.append((clause, fresh))
    unconsented = np.zeros(files, dtype=np.int64)
    of_consent: list[Found] = []
    for clause, failing, fresh in _failing(rules.about(consent=True), Evaluator(typed.consent, parameters)):
        counts[clause.rule, clause.item, clause.number] = failing.size
        unconsented += np.bincount(np.asarray(typed.consent["sub"])[fresh], minlength=files)
        of_consent.append((clause, fresh))
    told = _Teller(typed, definition)
    findings = pa.concat_tables([told.findings(found), told.without_consent(of_consent)])
    by_file = pc.sort_indices(findings, sort_keys=[("sub", "ascending"), ("row_no", "ascending")])
    return Judged(findings.take(by_file), marks["error"], marks["warning"], unconsented, counts)


def _failing(clauses: tuple[Clause, ...], rows: Evaluator) -> Iterator[tuple[Clause, Rows, Rows]]:
    """Each clause with its failing rows, and those of them that make findings (Found)."""
    found: dict[tuple[str, str], Rows] = {}
    for clause in clauses:
        unexpected = rows.unexpected(clause)
        failing = pc.indices_nonzero(unexpected).to_numpy() if unexpected.true_count else _NONE
        before = found.get((clause.rule, clause.item), _NONE)
        fresh = np.setdiff1d(failing, before, assume_unique=True) if before.size and failing.size else failing
        found[clause.rule, clause.item] = np.r_[before, fresh]
        yield clause, failing, fresh


class _Teller:
    """Puts findings into words that may be shown: masked where the item asks for it."""

    def __init__(self, typed: Typed, definition: Definition) -> None:
        self._rows = typed.judged
        self._consent = typed.consent
        self._definition = definition
        has_client = "client" in self._rows.column_names
        self._client_ref = "client" if has_client else None
        self._episode_id = definition.item(definition.episode_item).staged

    def findings(self, found: list[Found]) -> pa.Table:
        """The findings of clauses on judged rows."""
        take = _rows_of(found)
        # Texts are cut clause by clause: a cell of a megabyte may have dozens of findings.
        of_clause = [(clause.item, pa.array(rows)) for clause, rows in found if rows.size]
        refs = [self._text(self._client_ref, rows) for _, rows in of_clause] if self._client_ref else None
        return _table(
            found,
            self._rows["sub"].take(take),
            self._rows["row_no"].take(take),
            pa.nulls(len(take), pa.string()) if refs is None else pa.chunked_array(refs, pa.string()),
            pa.chunked_array([self._text(self._episode_id, rows) for _, rows in of_clause], pa.string()),
            pa.chunked_array([self._value(item, rows) for item, rows in of_clause], pa.string()),
        )

    def without_consent(self, found: list[Found]) -> pa.Table:
        """The findings of E08: of these rows nothing but AGNCY, CLIENTID and CONSENT is known."""
        take = _rows_of(found)
        if len(take) == 0:
            return SCHEMA.empty_table()
        sub, row_no = (self._consent[name].take(take) for name in ("sub", "row_no"))
        nothing = pa.nulls(len(take), pa.string())
        value = self._consent["consent"].take(take).combine_chunks().cast(pa.string())
        return _table(found, sub, row_no, nothing, nothing, text.shortened(value, _SHOWN))

    def _value(self, name: str, take: pa.Array) -> pa.Array:
        item = self._definition.item(name)
        shown = f"finding_{item.staged}"
        if shown in self._rows.column_names:
            return self._text(shown, take)
        value = self._text(item.staged, take)
        return text.stars(value) if item.masked else value

    def _text(self, name: str, take: pa.Array) -> pa.Array:
        return text.shortened(self._rows[name].take(take).combine_chunks().cast(pa.string()), _SHOWN)


def _rows_of(found: list[Found]) -> pa.Array:
    return pa.array(np.concatenate([_NONE, *(rows for _, rows in found)]))


def _table(found: list[Found], *columns: pa.Array | pa.ChunkedArray) -> pa.Table:
    """As SCHEMA: what clauses found in rows, and `columns` of these rows in the order of `found`."""
    sub, row_no, client, episode, value = columns
    clauses = [clause for clause, _ in found]
    of_row = pa.array(np.repeat(np.arange(len(found)), [rows.size for _, rows in found]))
    rule, item = (
        pa.array([getattr(clause, name) for clause in clauses], pa.string()).take(of_row)
        for name in ("rule", "item")
    )
    number = pa.array([clause.number for clause in clauses], pa.int16()).take(of_row)
    return pa.table([sub, row_no, client, episode, rule, item, number, value], schema=SCHEMA)
