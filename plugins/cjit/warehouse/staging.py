"""A batch's rows in schema raw, for as long as Great Expectations looks at them."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa

from cjit.quality.check import CheckedChunk
from cjit.quality.verdict import Staged
from cjit.warehouse.connection import Warehouse


@contextmanager
def staged(warehouse: Warehouse, chunk: CheckedChunk, submission_ids: Sequence[str]) -> Iterator[Staged]:
    """COPY a checked chunk into tables of its own, and drop them afterwards.

    `submission_ids` in the order of the chunk's files.
    """
    feed = chunk.definition.feed
    token = hashlib.sha256("\n".join(submission_ids).encode()).hexdigest()[:12]
    tables = {"rows": f"batch_{feed}_{token}", "consent": f"batch_consent_{token}"}
    names = pa.array(submission_ids, pa.string())
    with warehouse.session() as session:
        session.run("load/open_staging", feed=feed, **tables)
        columns = [*(item.staged for item in chunk.definition.items), *(d.name for d in chunk.definition.derived)]
        session.copy_in("raw", tables["rows"], _named(chunk.typed.judged, columns, names))
        if feed == "cjit":
            session.copy_in(
                "raw", tables["consent"], _named(chunk.typed.consent, ["clientid", "consent"], names)
            )
    try:
        yield Staged(warehouse.sqlalchemy_url(), tables["rows"], tables["consent"])
    finally:
        with warehouse.session() as session:
            session.run("load/close_staging", **tables)


def _named(rows: pa.Table, columns: Sequence[str], submission_ids: pa.Array) -> pa.Table:
    """The columns with each row's submission in words."""
    submission = pa.DictionaryArray.from_arrays(rows["sub"].combine_chunks(), submission_ids)
    return pa.table(
        {"submission_id": submission, "row_no": rows["row_no"]} | {name: rows[name] for name in columns}
    )
