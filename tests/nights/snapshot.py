"""Everything that a night leaves behind, to compare two nights by."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping

import psycopg
from psycopg import sql

from cjit.objects import Objects
from cjit.places import Place, files_below
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

Snapshot = Mapping[str, list[str]]
"""Table (or root of files) → its rows as text, in order."""

WALL_CLOCK = ("decided_at", "collected_at", "written_at", "erased_at")
"""When something was done: the machine's clock, and so another one every time."""

_TABLES = """
select table_schema, table_name from information_schema.tables
where table_schema in ('raw', 'dq', 'core', 'ref', 'report') and table_type = 'BASE TABLE'
and table_name <> 'dat_to_search' -- the areas to search again: more of them after a disturbance
order by 1, 2
"""
_ROWS = "select (to_jsonb(t) - {without}::text[])::text from {table} as t"


def snapshot(warehouse: Warehouse, without: Collection[str] = ()) -> Snapshot:
    """All rows of all tables, sorted, but for the columns of the machine's clock and those of `without`."""
    left_out = [*WALL_CLOCK, *without]
    with psycopg.connect(warehouse.url) as connection:
        found = {}
        for schema, name in connection.execute(_TABLES).fetchall():
            query = sql.SQL(_ROWS).format(without=sql.Literal(left_out), table=sql.Identifier(schema, name))
            found[f"{schema}.{name}"] = sorted(told for (told,) in connection.execute(query))
    return found


def files_of(settings: Settings) -> Snapshot:
    """Inbox, archive and feedback: the path of every file with the MD5 of its bytes."""
    roots = {"inbox": settings.inbox_dir, "archive": settings.archive_dir, "out": settings.out_dir}
    return {name: _files(root) for name, root in roots.items()}


def _files(root: Place) -> list[str]:
    if isinstance(root, Objects):
        # What a store calls the version of an object that came in one piece is its MD5.
        return sorted(" ".join((each.name, each.version.strip('"'))) for each in root.below())
    return sorted(f"{name} {_md5((root / name).read_bytes())}" for name in files_below(root))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def differences(one: Snapshot, other: Snapshot, at_most: int = 3) -> list[str]:
    """What one holds and the other does not, a few rows of each table; empty where they are the same."""
    told: list[str] = []
    for name in sorted(one.keys() | other.keys()):
        first, second = one.get(name), other.get(name)
        if first is None or second is None:
            told.append(f"{name}: only in {'the second' if first is None else 'the first'}")
        elif first != second:
            for side, rows in (("first", _only(first, second)), ("second", _only(second, first))):
                told += [f"{name}: only in the {side}: {text}" for text in rows[:at_most]]
    return told


def _only(rows: list[str], others: list[str]) -> list[str]:
    return sorted((Counter(rows) - Counter(others)).elements())


def decoded(rows: list[str]) -> list[dict[str, object]]:
    """The rows of a table of a snapshot as dictionaries."""
    return [json.loads(text) for text in rows]
