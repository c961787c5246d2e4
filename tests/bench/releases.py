"""Public releases of a simulated country, month after month: what each takes beside those before it."""

import csv
import time

from rich.console import Console
from rich.table import Table
from tests.disclosure.random_country import GROUPS, country, release
from tests.disclosure.releases import written

from cjit.disclosure.figures import Earlier
from cjit.disclosure.protect import hidden_by_rows, protect
from cjit.disclosure.working import Working
from cjit.settings import PROJECT

FIRST = 2018 * 12 + 3
_PARTNERSHIPS = PROJECT / "plugins/cjit/dataset/reference/2009-04-01/partnerships.csv"


def measure_releases(console: Console, months: int, region: str = "", processes: int = 2) -> None:
    """Print a line for each release; without `region` of the whole country.

    Processor time is given for one process: of several, this one sees its own alone.
    """
    with _PARTNERSHIPS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if region in {"", row["region"]}]
    places = {row["dat_code"]: (row["region"], row["police_force"]) for row in rows}
    world = country(1, places, range(FIRST - 12, FIRST + months), size=30)
    table = Table(title=f"public releases of {region or 'England'}, {processes} processes")
    for heading in ("month", "counts", "1 to 4", "hidden", "whole rows", "not proven", "clock", "processor"):
        table.add_column(heading, justify="right")
    earlier: list[Earlier] = []
    for month in range(FIRST, FIRST + months):
        counts = release(world, month)
        clock, used = time.perf_counter(), time.process_time()
        made = protect(counts, earlier, world.places, GROUPS, Working(processes))
        clock, used = time.perf_counter() - clock, time.process_time() - used
        table.add_row(
            str(month - FIRST + 1),
            f"{made.counts:,}",
            *(f"{n / made.counts:.1%}" for n in (made.small, len(made.hidden), hidden_by_rows(counts))),
            str(len(made.verdict.findings)),
            f"{clock:.0f} s",
            f"{used:.0f} s" if processes == 1 else "",
        )
        earlier.insert(0, Earlier(counts, written(counts, made.hidden), made.kept))
    console.print(table)
