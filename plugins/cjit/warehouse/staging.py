"""A batch's rows in schema raw, for as long as Great Expectations looks at them."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain

import pyarrow as pa

from cjit.errors import Transient
from cjit.quality.check import CheckedChunk
from cjit.quality.verdict import Staged
from cjit.warehouse.connection import Warehouse

Part = tuple[CheckedChunk, Sequence[str]]
"""A checked chunk with the submission ids of its files, in their order."""

_AT_ONCE = 2  # copies under way: so many parts are in memory for it


@contextmanager
def staged(warehouse: Warehouse, parts: Iterable[Part]) -> Iterator[Staged | None]:
    """COPY checked chunks of one dataset into tables of their own, and drop these afterwards.

    parts: taken one after the other, so that they may be made as they are asked for. None where there are
    none. Raises Transient where rows were lost meanwhile, whatever was made of the others.
    """
    remaining = iter(parts)
    first = next(remaining, None)
    if first is None:
        yield None
        return
    chunk, ids = first
    feed = chunk.definition.feed
    token = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]
    tables = {name: f"batch_{feed}_{token}_{name}" for name in ("rows", "compared", "consent")}
    with warehouse.session() as session:
        session.run("load/open_staging", None, feed=feed, **tables)
    try:
        rows = _copy_all(warehouse, chain([first], remaining), tables)
        with warehouse.session() as session:
            session.run("load/stage_compared", None, columns=chunk.rules.compared_columns, **tables)
        try:
            yield Staged(warehouse.sqlalchemy_url(), **tables)
        finally:
            _must_be_there(warehouse, tables, rows)
    finally:
        with warehouse.session() as session:
            session.run("load/close_staging", None, **tables)


def _must_be_there(warehouse: Warehouse, tables: Mapping[str, str], rows: int) -> None:
    """Staging tables are not logged: a crash of the server empties them, and no engine can judge them."""
    with warehouse.session() as session:
        if session.rows("load/count_staged", None, **tables)[0][0] != rows:
            raise Transient("the staged rows were lost when the server was restarted")


def _copy_all(warehouse: Warehouse, parts: Iterable[Part], tables: Mapping[str, str]) -> int:
    """How many judged rows were copied."""
    rows = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        under_way: deque[Future[None]] = deque()
        for chunk, ids in parts:
            rows += chunk.typed.judged.num_rows
            under_way.append(pool.submit(_copy, warehouse, chunk, ids, tables))
            if len(under_way) == _AT_ONCE:
                under_way.popleft().result()
        for copy in under_way:
            copy.result()
    return rows


def _copy(
    warehouse: Warehouse, chunk: CheckedChunk, submission_ids: Sequence[str], tables: Mapping[str, str]
) -> None:
    definition = chunk.definition
    columns = [*(item.staged for item in definition.items), *(one.name for one in definition.derived)]
    names = pa.array(submission_ids, pa.string())
    with warehouse.session() as session:
        session.copy_in("raw", tables["rows"], _named(chunk.typed.judged, columns, names))
        if definition.feed == "cjit":
            consent = _named(chunk.typed.consent, ["clientid", "consent"], names)
            session.copy_in("raw", tables["consent"], consent)


def _named(rows: pa.Table, columns: Sequence[str], submission_ids: pa.Array) -> pa.Table:
    """The columns with each row's submission in words."""
    submission = pa.DictionaryArray.from_arrays(rows["sub"].combine_chunks(), submission_ids)
    return pa.table(
        {"submission_id": submission, "row_no": rows["row_no"]} | {name: rows[name] for name in columns}
    )
