"""DuckDB in this process, for what whole columns need and Arrow has no kernel for."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from cjit.settings import PROJECT


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
