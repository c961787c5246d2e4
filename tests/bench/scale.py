"""Linking and matching at 1x and at 10x, against the same rows sorted and grouped by person into a table.

The warehouse is made in place (scale_world.sql): what is measured begins where a night's files are loaded.
What is compared takes turns: the floor comes before and after everybody's match, nights of each size one
after the other.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import ClientCursor
from rich.console import Console
from rich.table import Table
from tests.bench.cost import Cost, cost, middle

from cjit.matching.match import link_and_match
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate

HERE = Path(__file__).parent
CHANGED = 10_000
NIGHTS = 3
_EVERYBODY_AT_MOST = 3
_NIGHT_AT_MOST = 2


@dataclass
class Scale:
    """A warehouse of one size, and what was measured on it."""

    times: int
    warehouse: Warehouse
    connection: psycopg.Connection[tuple[object, ...]]
    floors: list[Cost] = field(default_factory=list)
    everybody: list[Cost] = field(default_factory=list)
    nights: list[Cost] = field(default_factory=list)

    def run(self, name: str, **params: int) -> None:
        with ClientCursor(self.connection) as cursor:
            cursor.execute((HERE / f"{name}.sql").read_text(), params or None)  # type: ignore[call-overload]

    def floor(self) -> None:
        self.floors.append(cost(self.connection, lambda: self.run("scale_floor")))
        self.connection.execute("drop table public.scale_floor")

    def whole(self) -> None:
        """Everybody, between two floors."""
        self.run("scale_world", times=self.times)
        self.connection.execute("vacuum analyze")
        self.floor()
        self.everybody.append(cost(self.connection, lambda: link_and_match(self.warehouse, full=True)))
        self.connection.execute("vacuum analyze")
        self.floor()
        done = link_and_match(self.warehouse)
        assert not any(done.values()), done

    def night(self) -> None:
        self.run("scale_night", times=self.times)
        self.nights.append(cost(self.connection, lambda: link_and_match(self.warehouse)))


def measure_scale(console: Console, database: Callable[[str], str], sizes: Sequence[int]) -> None:
    """Print costs and ratios beside their limits; `database` makes a database and returns its address."""
    with ExitStack() as open_ones:
        scales = []
        for times in sizes:
            warehouse = Warehouse(database(f"scale_{times}"))
            migrate(warehouse)
            connection = open_ones.enter_context(psycopg.connect(warehouse.url, autocommit=True))
            # What it does by itself in its own time would be counted with whatever runs meanwhile.
            connection.execute("alter system set autovacuum = off")
            connection.execute("select pg_reload_conf()")
            scales.append(Scale(times, warehouse, connection))
            scales[-1].whole()
        for _ in range(NIGHTS):
            for scale in scales:
                scale.night()
    console.print(_table(scales))
    small, large = middle(scales[0].nights), middle(scales[-1].nights)
    by_work, by_clock = large.work / small.work, large.clock / small.clock
    console.print(
        f"a night of {CHANGED:,} changed rows at {sizes[-1]}x : at {sizes[0]}x: {by_work:.2f} by processor, "
        f"{by_clock:.2f} by the clock (at most {_NIGHT_AT_MOST}){_over(by_work, _NIGHT_AT_MOST)}"
    )


def _table(scales: list[Scale]) -> Table:
    shown = Table(title="linking and matching; floor = the same rows sorted and grouped by person")
    headings = ("size", "floor", "everybody", f"everybody : floor (at most {_EVERYBODY_AT_MOST})", "a night")
    for heading in headings:
        shown.add_column(heading, justify="right")
    for scale in scales:
        floor, everybody, night = map(middle, (scale.floors, scale.everybody, scale.nights))
        ratio = everybody.work / floor.work
        shown.add_row(
            f"{scale.times}x",
            _seconds(floor),
            _seconds(everybody),
            f"{ratio:.2f} ({everybody.clock / floor.clock:.2f}){_over(ratio, _EVERYBODY_AT_MOST)}",
            _seconds(night),
        )
    shown.caption = "seconds of processors (by the clock); the limits are held against the former"
    return shown


def _seconds(spent: Cost) -> str:
    return f"{spent.work:.1f} s ({spent.clock:.1f})"


def _over(ratio: float, limit: float) -> str:
    return "" if ratio <= limit else " (over)"
