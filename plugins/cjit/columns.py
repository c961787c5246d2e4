"""Work on whole columns: threads for it, what Arrow does slowly, and DuckDB for what it has no kernel for."""

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.settings import PROJECT

_TURN = 0.0002
"""Seconds after which a thread in Python lets another one have its turn. A kernel runs without the
interpreter's lock, often for less than this, and then would wait for the usual 5 ms: a tenth of the time."""


if "jemalloc" in pa.supported_memory_backends():
    # Arrow's usual allocator gives memory back all the time, for the system to clear it again: 7% of a check.
    pa.set_memory_pool(pa.jemalloc_memory_pool())


@contextmanager
def threads(number: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that call kernels on columns."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        with ThreadPoolExecutor(number) as pool:
            yield pool
    finally:
        sys.setswitchinterval(before)


def certain(answer: pa.BooleanArray | pa.ChunkedArray) -> pa.BooleanArray | pa.ChunkedArray:
    """Unknown counts as no. (Arrow's fill_null looks at bit after bit.)"""
    return pc.and_kleene(answer, pc.is_valid(answer)) if answer.null_count else answer


def filled(numbers: pa.Array, blank: int) -> np.ndarray:
    """Signed integers as numpy has them, with another in the place of nulls that is one of their kind.

    By arithmetic: fill_null takes many times as long where nulls come and go from row to row.
    """
    if numbers.null_count == 0:
        plain: np.ndarray = numbers.to_numpy()
        return plain
    validity, content = numbers.buffers()
    kind = numbers.type.to_pandas_dtype()
    begin, end = numbers.offset, numbers.offset + len(numbers)
    values: np.ndarray = np.frombuffer(content, dtype=kind, count=end)[begin:]
    valid = np.unpackbits(np.frombuffer(validity, dtype=np.uint8), count=end, bitorder="little")[begin:]
    numbered: np.ndarray = values - kind(blank)
    numbered *= valid
    numbered += kind(blank)
    return numbered


def worked_out(name: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The answer of `sql/<name>.sql`, a query for DuckDB over some Arrow tables by their names."""
    with _engine().cursor() as cursor:
        for table, rows in tables.items():
            cursor.register(table, rows)
        return cursor.sql(_text(name)).to_arrow_table()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for the process: starting it takes longer than most of what it is asked. It stores nothing."""
    # Whoever asks shares the machine with the threads that check other files.
    return duckdb.connect(config={"threads": 1})


@cache
def _text(name: str) -> str:
    path: Path = PROJECT / "sql" / f"{name}.sql"
    return path.read_text(encoding="utf-8")
