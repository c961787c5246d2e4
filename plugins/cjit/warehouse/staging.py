"""A batch's rows in schema raw, for as long as Great Expectations looks at them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pyarrow as pa

from cjit.quality.check import CheckedChunk
from cjit.quality.verdict import Staged
from cjit.warehouse.connection import Warehouse


@contextmanager
def staged(warehouse: Warehouse, parts: Sequence[tuple[CheckedChunk, Sequence[str]]]) -> Iterator[Staged]:
    """COPY checked chunks of one dataset into tables of their own, and drop these afterwards.

    parts: each chunk with the submission ids of its files, in their order.
    """
    chunk = parts[0][0]
    feed = chunk.definition.feed
    every_id = "\n".join(one for _, ids in parts for one in ids)
    token = hashlib.sha256(every_id.encode()).hexdigest()[:12]
    tables = {name: f"batch_{feed}_{token}_{name}" for name in ("rows", "compared", "consent")}
    with warehouse.session() as session:
        session.run("load/open_staging", None, feed=feed, **tables)
    try:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(lambda part: _copy(warehouse, part[0], part[1], tables), parts))
        with warehouse.session() as session:
            session.run("load/stage_compared", None, columns=chunk.rules.compared_columns, **tables)
        yield Staged(warehouse.sqlalchemy_url(), **tables)
    finally:
        with warehouse.session() as session:
            session.run("load/close_staging", None, **tables)


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
