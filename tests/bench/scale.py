"""Linking and matching at 1x and at 10x, against the same rows sorted and grouped by person into a table.

The warehouse is made in place (scale_world.sql): what is measured begins where a night's files are loaded.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import ClientCursor
from rich.console import Console
from rich.table import Table

from cjit.matching.match import link_and_match
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate

HERE = Path(__file__).parent
CHANGED = 10_000


@dataclass(frozen=True)
class Scale:
    """Seconds at one size."""

    times: int
    floor: float
    everybody: float
    night: float


def measure_scale(console: Console, database: Callable[[str], str], sizes: tuple[int, ...] = (1, 10)) -> None:
    """Print the ratios of the issue; `database` gives the address of a new database by its name."""
    measured = [_at(Warehouse(database(f"scale_{times}")), times) for times in sizes]
    shown = Table(title="linking and matching; floor = the same rows sorted and grouped by person")
    for heading in ("size", "floor", "everybody", "ratio (at most 3)", f"{CHANGED:,} rows changed"):
        shown.add_column(heading, justify="right")
    for one in measured:
        ratio = one.everybody / one.floor
        shown.add_row(
            f"{one.times}x",
            f"{one.floor:.1f} s",
            f"{one.everybody:.1f} s",
            f"{ratio:.2f}" + ("" if ratio <= 3 else " (over)"),
            f"{one.night:.2f} s",
        )
    console.print(shown)
    console.print(
        f"a night at {sizes[-1]}x : at {sizes[0]}x = {measured[-1].night / measured[0].night:.2f} (at most 2)"
    )


def _at(warehouse: Warehouse, times: int) -> Scale:
    migrate(warehouse)
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        _run(connection, "scale_world", times=times)
        connection.execute("vacuum analyze")
        floor = _seconds(lambda: _run(connection, "scale_floor"))
        connection.execute("drop table public.scale_floor")
        everybody = _seconds(lambda: link_and_match(warehouse, full=True))
        connection.execute("vacuum analyze")
        _must_be_settled(warehouse)
        _run(connection, "scale_night", changed=CHANGED, times=times)
        night = _seconds(lambda: link_and_match(warehouse))
        connection.execute("vacuum analyze")
    return Scale(times, floor, everybody, night)


def _must_be_settled(warehouse: Warehouse) -> None:
    done = link_and_match(warehouse)
    assert not any(done.values()), done


def _run(connection: psycopg.Connection[tuple[object, ...]], name: str, **params: int) -> None:
    with ClientCursor(connection) as cursor:
        cursor.execute((HERE / f"{name}.sql").read_text(), params or None)  # type: ignore[call-overload]


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
