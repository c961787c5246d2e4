"""A batch's rows in schema raw, for as long as Great Expectations looks at them."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pyarrow as pa

from cjit.dataset.definition import Definition
from cjit.errors import Transient
from cjit.quality.check import CheckedChunk
from cjit.quality.rules import Clause, Rules
from cjit.quality.verdict import Staged
from cjit.warehouse.connection import Warehouse

_LOST = "the staged rows were lost when the server was restarted"


class Staging:
    """The tables of a batch: filled by several threads, then completed for the verdict."""

    def __init__(self, warehouse: Warehouse, definition: Definition, token: str) -> None:
        self.tables = {name: f"batch_{definition.feed}_{token}_{name}" for name in ("rows", "consent")}
        self.compared: dict[str, tuple[str, ...]] = {}
        self._warehouse = warehouse
        self._definition = definition
        self._copied: list[int] = []
        self._staged = 0

    def copy(self, chunk: CheckedChunk) -> None:
        """Add a checked chunk: of its rows what some rule reads, and nothing else of anybody."""
        parts = {"rows": _read(chunk.typed.judged, chunk.rules.about(consent=False))}
        if self._definition.feed == "cjit":
            parts["consent"] = _read(chunk.typed.consent, chunk.rules.about(consent=True))
        with self._warehouse.session() as session:
            for name, rows in parts.items():
                session.copy_in("raw", self.tables[name], rows)
        self._copied.append(sum(rows.num_rows for rows in parts.values()))

    def complete(self, rules: Rules, hands: int = 1) -> Staged:
        """Make what follows from the rows, once all are there; `hands` tables at the same time.

        Raises Transient where rows are lost.
        """
        rows = self.tables["rows"]
        self.compared = {f"{rows}_{n}": columns for n, columns in enumerate(rules.comparisons, 1)}

        def copy(compared: str) -> None:
            columns = self.compared[compared]
            with self._warehouse.session() as session:
                session.run("load/stage_compared", None, rows=rows, compared=compared, columns=columns)

        with ThreadPoolExecutor(hands) as pool:
            list(pool.map(copy, self.compared))
        with self._warehouse.session() as session:
            ((staged,),) = session.rows("load/count_staged", None, **self.tables)
        if staged != sum(self._copied):
            raise Transient(_LOST)
        self._staged = staged
        return Staged(self._warehouse.sqlalchemy_url(), compared=self.compared, **self.tables)

    def must_be_there(self) -> None:
        """Raise Transient where a crash of the server emptied the tables: no engine can judge them, then."""
        if not self._staged:
            return
        with self._warehouse.session() as session:
            ((there,),) = session.rows("load/any_staged", None, **self.tables)
        if not there:
            raise Transient(_LOST)


@contextmanager
def staging(warehouse: Warehouse, definition: Definition, submission_ids: Sequence[str]) -> Iterator[Staging]:
    """Tables of their own for checked rows of one dataset, dropped afterwards.

    submission_ids: of all that may come; the same ones work in the same tables, so a killed run's are reused.
    Raises Transient where rows were lost meanwhile, whatever was made of the others.
    """
    token = hashlib.sha256("\n".join(submission_ids).encode()).hexdigest()[:12]
    made = Staging(warehouse, definition, token)
    with warehouse.session() as session:
        session.run("load/open_staging", None, feed=definition.feed, **made.tables)
    try:
        try:
            yield made
        finally:
            made.must_be_there()
    finally:
        with warehouse.session() as session:
            for table in (*made.tables.values(), *made.compared):
                session.run("load/close_staging", None, table=table)


def _read(rows: pa.Table, clauses: Sequence[Clause]) -> pa.Table:
    """The columns that clauses read."""
    read = frozenset[str]().union(*(clause.columns for clause in clauses))
    return rows.select([name for name in rows.column_names if name in read])
