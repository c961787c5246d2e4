"""A batch's rows in schema raw, for as long as Great Expectations looks at them."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pyarrow as pa

from cjit.dataset.definition import Definition
from cjit.errors import Transient
from cjit.quality.check import CheckedChunk
from cjit.quality.rules import Rules
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

    def copy(self, chunk: CheckedChunk, submission_ids: Sequence[str]) -> None:
        """Add a checked chunk; submission_ids: of its files, in their order."""
        definition = self._definition
        columns = [*(item.staged for item in definition.items), *(one.name for one in definition.derived)]
        names = pa.array(submission_ids, pa.string())
        parts = {"rows": _named(chunk.typed.judged, columns, names)}
        if definition.feed == "cjit":
            parts["consent"] = _named(chunk.typed.consent, ["clientid", "consent"], names)
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


def _named(rows: pa.Table, columns: Sequence[str], submission_ids: pa.Array) -> pa.Table:
    """The columns with each row's submission in words."""
    submission = pa.DictionaryArray.from_arrays(rows["sub"].combine_chunks(), submission_ids)
    return pa.table(
        {"submission_id": submission, "row_no": rows["row_no"]} | {name: rows[name] for name in columns}
    )
