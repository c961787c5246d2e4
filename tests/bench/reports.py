"""Reports at 1x: measures of a month and of three years, all files of a month, and what years held cost.

Two warehouses hold the same agencies: one three years of them, one the last year alone. Limits are seconds of
a quiet machine with 2 cores; the seconds of processor that the database took stand beside them.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import psycopg
from rich.console import Console
from rich.table import Table
from tests.bench.work import night

from cjit.matching.match import match
from cjit.report.calendar import periods
from cjit.report.files import areas_of, write_area_files, write_report
from cjit.report.freeze import freeze
from cjit.sample import DEFAULT_UNTIL, write_sample
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.prepare import prepare

AGENCIES, YEARS, YEAR = 130, 36, 12
REPORT = datetime(2020, 1, 20, 2, tzinfo=ZoneInfo("Europe/London"))
"""After the tenth working day of January: December is due."""
MONTHS = periods("2017-01", "2019-12")


@dataclass(frozen=True)
class Took:
    """What a piece of work took: seconds, and those of processor within the database."""

    seconds: float
    processor: float


def measure_reports(console: Console, database: Callable[[str], str], folder: Path) -> None:
    """Print seconds beside their limits; `database` gives the address of a new database by its name."""
    held, year = (
        _world(Warehouse(database(f"held_{months}")), folder / str(months), months)
        for months in (YEARS, YEAR)
    )
    earlier, last, of_a_year = (
        _freeze(held, MONTHS[:-1]),
        _freeze(held, MONTHS[-1:]),
        _freeze(year, MONTHS[-1:]),
    )
    freeze_id = freeze(held, MONTHS[-1], REPORT)  # the one that is there
    areas = areas_of(held, freeze_id)
    partnerships = [area for area in areas if area[0] == "partnership"]
    pages = _took(
        held, lambda: write_area_files(held, freeze_id, folder / "pages", partnerships, ("html",), workers=2)
    )
    files = _took(held, lambda: write_report(held, freeze_id, folder / "files"))
    shown = Table(title=f"reports at 1x: {len(areas)} areas, {YEARS} months held")
    for heading in ("work", "seconds", "at most", "of the database's processor"):
        shown.add_column(heading, justify="left" if heading == "work" else "right")
    every = Took(earlier.seconds + last.seconds, earlier.processor + last.processor)
    for name, took, at_most in (
        ("measures of one month, all levels and spans", last, 20),
        (f"the same of all {len(MONTHS)} months", every, 300),
        (f"pages of {len(partnerships)} partnerships", pages, 60),
        ("all pages, PDFs, workbooks and CSVs of a month", files, 240),
    ):
        over = " (over)" if took.seconds > at_most else ""
        shown.add_row(name, f"{took.seconds:.1f}{over}", str(at_most), f"{took.processor:.1f}")
    console.print(shown)
    ratio = last.processor / of_a_year.processor
    console.print(f"a month with {YEARS} months held : with {YEAR} = {ratio:.2f} (at most 1.5)")


def _world(warehouse: Warehouse, folder: Path, months: int) -> Warehouse:
    """The warehouse with so many months to the end of 2019, linked and matched."""
    write_sample(folder, agencies=AGENCIES, months=months, until=DEFAULT_UNTIL)
    prepare(Settings(data=folder), warehouse, REPORT)
    night(folder, warehouse.url)
    match(warehouse)
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return warehouse


def _freeze(warehouse: Warehouse, months: Sequence[str]) -> Took:
    return _took(warehouse, lambda: [freeze(warehouse, month, REPORT) for month in months])


def _took(warehouse: Warehouse, work: Callable[[], object]) -> Took:
    with psycopg.connect(warehouse.url) as connection:
        row = connection.execute("select pg_read_file('postmaster.pid', 0, 20)").fetchone()
    assert row is not None
    server = psutil.Process(int(row[0].split()[0]))
    begin, before = time.perf_counter(), _of_ended(server)
    work()
    seconds = time.perf_counter() - begin
    time.sleep(1)  # a connection that was closed takes a moment to end
    return Took(seconds, _of_ended(server) - before)


def _of_ended(server: psutil.Process) -> float:
    """Seconds of processor of the server's connections that have ended, as each of ours has by then."""
    times = server.cpu_times()
    return float(times.children_user + times.children_system)
