"""How Postgres goes about the statements of a file of sql/."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from cjit.warehouse.connection import Warehouse, sql_text

_EXPLAIN = "explain (analyze, costs off, timing off, buffers off, summary off) "
_CAN_BE_EXPLAINED = re.compile(
    r"(delete|insert|update|with)\b|create temporary table \w+ on commit drop as\b"
)


def plans_of(
    connection: psycopg.Connection[Any], name: str, params: Mapping[str, object], **identifiers: str
) -> list[str]:
    """The plan of each statement that has one. All are run: later ones read what earlier ones make."""
    text = re.sub(r"--.*", "", sql_text(name))
    text = text.format(**identifiers) if identifiers else text
    told = []
    with psycopg.ClientCursor(connection) as cursor:
        for statement in filter(None, map(str.strip, text.split(";"))):
            can_be_explained = _CAN_BE_EXPLAINED.match(statement) is not None
            cursor.execute(_EXPLAIN * can_be_explained + statement, params)  # type: ignore[arg-type]
            if can_be_explained:
                told.append("\n".join(row[0] for row in cursor.fetchall()))
    return told


def again(plan: str) -> list[tuple[float, int]]:
    """How many rows come of it, and how often it is done, for each step that is done more than once."""
    steps = re.findall(r"rows=([\d.]+) loops=(\d+)", plan)
    return [(float(rows), int(loops)) for rows, loops in steps if int(loops) > 1]


@contextmanager
def filled(warehouse: Warehouse, rows: str, counted: bool) -> Iterator[psycopg.Connection[Any]]:
    """A warehouse with some rows, of which Postgres has statistics, or none, as just after a first load."""
    with closing(psycopg.connect(warehouse.url)) as connection:
        connection.execute(rows)  # type: ignore[arg-type]
        if counted:
            connection.execute("analyze")
        yield connection
