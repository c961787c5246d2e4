"""How Postgres goes about the statements of a file of sql/."""

import re
from collections.abc import Mapping
from typing import Any

import psycopg

from cjit.warehouse.connection import sql_text

_EXPLAIN = "explain (analyze, costs off, timing off, buffers off, summary off) "
_CAN_BE_EXPLAINED = re.compile(
    r"(delete|insert|update|with)\b|create temporary table \w+ on commit drop as\b"
)


def plans_of(connection: psycopg.Connection[Any], name: str, params: Mapping[str, object]) -> list[str]:
    """The plan of each statement that has one. All are run: later ones read what earlier ones make."""
    text = re.sub(r"--.*", "", sql_text(name))
    told = []
    with psycopg.ClientCursor(connection) as cursor:
        for statement in filter(None, map(str.strip, text.split(";"))):
            can_be_explained = _CAN_BE_EXPLAINED.match(statement) is not None
            cursor.execute(_EXPLAIN * can_be_explained + statement, params)  # type: ignore[arg-type]
            if can_be_explained:
                told.append("\n".join(row[0] for row in cursor.fetchall()))
    return told
