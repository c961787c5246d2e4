"""`make bench`: measures every line of the issue's table in one run, and prints ratios to the floor.

Each measure is a process of its own on a warehouse of its own, the floor measured before and after it.
`--rows`, `--files` and `--runs` make it smaller or surer. Near misses, linking at 1x and 10x (`--scale`),
public releases month after month (`--releases`) and whole nights at 1x through Airflow with people at the
pages (`--nights`) follow; each can be left out.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg import sql
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from tests.bench.floor import copy_seconds
from tests.bench.near import measure_near_misses
from tests.bench.nights import measure_nights
from tests.bench.releases import measure_releases
from tests.bench.reports import measure_reports
from tests.bench.scale import measure_scale

from cjit.local import EmbeddedServer
from cjit.local.programs import psql
from cjit.sample import write_bench_files, write_resend
from cjit.settings import Settings


@dataclass
class Line:
    """One line of the table: its limits, and what the runs gave."""

    name: str
    at_most: float
    aim: float
    unit: str = "F"
    values: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    peak_mib: float = 0


@dataclass
class Bench:
    """The server, the files and the folder that the measures share."""

    server: EmbeddedServer
    psql: Path
    first: Path
    again: Path
    few: Path
    few_changed: Path
    work: Path
    floors: list[float] = field(default_factory=list)
    matching: list[float] = field(default_factory=list)
    """Seconds of matching after each night, which the limits of nights leave out."""

    def floor(self) -> float:
        """Seconds of \\copy of the first night's bytes, now."""
        files = sorted((self.first / "inbox").glob("*/*.csv"))
        self._settle()
        seconds = copy_seconds(self.psql, self.server.start(), files)
        self.floors.append(seconds)
        return seconds

    def _settle(self) -> None:
        """Have what came before reach the disk, lest it be written at the cost of what is measured next."""
        with psycopg.connect(self.server.start("postgres"), autocommit=True) as connection:
            connection.execute("checkpoint")
        os.sync()

    def deployment(self, name: str) -> tuple[Path, str]:
        """An empty deployment: its folder, and the address of a new database."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder, new_database(self.server, name)

    def do(self, work: str, folder: Path, url: str, files: Path | None = None) -> tuple[float, float]:
        """Do one piece of work in a process of its own: its seconds and its peak memory in MiB."""
        if files is not None:
            shutil.copytree(files / "inbox", folder / "inbox", dirs_exist_ok=True)
            if not (folder / "agencies.csv").exists():
                shutil.copy(self.first / "agencies.csv", folder / "agencies.csv")
        self._settle()
        command = [sys.executable, "-m", "tests.bench.work", work, str(folder), url]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        answer = json.loads(done.stdout)
        self.matching.append(answer["matching"])
        return answer["seconds"], answer["peak_mib"]


def new_database(server: EmbeddedServer, name: str) -> str:
    """The address of a new, empty database; one of that name is dropped."""
    with psycopg.connect(server.start("postgres"), autocommit=True) as connection:
        for statement in ("drop database if exists {} with (force)", "create database {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(f"bench_{name}")))
    return server.start(f"bench_{name}")


LINES = {
    "check": Line("read + file checks + row findings of all rules", 1.2, 0.6),
    "night": Line("the same to the end of linkage, without the verdict", 4, 2.5),
    "verdict": Line("Great Expectations' verdict on top", 6, 3.5),
    "again": Line("the same rows again, one changed per file", 1.5, 0.7),
    "held": Line("10,000 changed rows, all rows held : none held", 1.3, 1.1, unit="×"),
}


def measure(bench: Bench) -> None:
    """One run of every line."""
    floor = bench.floor()
    folder, url = bench.deployment("check")
    check, peak = bench.do("check", folder, url, bench.first)
    note("check", check / floor, check, peak)

    folder, url = bench.deployment("night")
    night, peak = bench.do("night", folder, url, bench.first)
    floor = (floor + bench.floor()) / 2
    note("night", night / floor, night, peak)
    again, peak = bench.do("night", folder, url, bench.again)
    note("again", again / floor, again, peak)
    with_held, peak = bench.do("night", folder, url, bench.few_changed)

    folder, url = bench.deployment("verdict")
    verdict, verdict_peak = bench.do("verdict", folder, url, bench.first)
    note("verdict", (verdict - night) / floor, verdict - night, verdict_peak)

    folder, url = bench.deployment("none_held")
    none_held, _ = bench.do("night", folder, url, bench.few)
    note("held", with_held / none_held, with_held, peak)


def note(line: str, value: float, seconds: float, peak_mib: float) -> None:
    """Keep a measure."""
    LINES[line].values.append(value)
    LINES[line].seconds.append(seconds)
    LINES[line].peak_mib = max(LINES[line].peak_mib, peak_mib)


def start_up() -> list[tuple[str, float]]:
    """Seconds that interpreter and imports take before any work."""
    imports = {
        "Python and the library": "import cjit.warehouse.batch",
        "Great Expectations": "import great_expectations",
        "Airflow": "import airflow.sdk",
    }
    return [
        (name, _seconds(lambda c=code: subprocess.run([sys.executable, "-c", c], check=True)))
        for name, code in imports.items()
    ]


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def table(bench: Bench, rows: int) -> Table:
    """The lines with their medians beside limit and aim."""
    floor = statistics.median(bench.floors)
    shown = Table(title=f"{rows:,} rows; F = {floor:.2f} s (median of {len(bench.floors)})")
    for heading in ("work", "median", "at most", "aim", "seconds", "peak memory"):
        shown.add_column(heading, justify="left" if heading == "work" else "right")
    for line in LINES.values():
        value = statistics.median(line.values)
        mark = "" if value <= line.at_most else " (over)"
        shown.add_row(
            line.name,
            f"{value:.2f} {line.unit}{mark}",
            f"{line.at_most} {line.unit}",
            f"{line.aim} {line.unit}",
            f"{statistics.median(line.seconds):.1f}",
            f"{line.peak_mib:,.0f} MiB",
        )
    return shown


def main(
    *,
    rows: Annotated[int, typer.Option(help="rows of the first night")] = 1_000_000,
    files: Annotated[int, typer.Option(help="files that hold them")] = 100,
    runs: Annotated[int, typer.Option(help="runs of every line; the median counts")] = 3,
    lines: Annotated[bool, typer.Option(help="reading, checking and loading")] = True,
    near: Annotated[bool, typer.Option(help="the search for near misses")] = True,
    scale: Annotated[
        str, typer.Option(help="sizes at which everybody and a night are linked and matched; empty: none")
    ] = "1,10",
    releases: Annotated[
        int, typer.Option(help="public releases of a region one after the other; 0: none")
    ] = 4,
    nights: Annotated[bool, typer.Option(help="whole nights at 1x through Airflow as well")] = True,
) -> None:
    """Measure and print."""
    console = Console()
    work = Path(tempfile.mkdtemp(prefix="cjit-bench-"))
    server = EmbeddedServer.of(Settings(data=work / "server"))
    try:
        if lines:
            _measure_lines(console, _prepare(server, work, rows, files), rows, runs)
        if near:
            measure_near_misses(console)
        if sizes := [int(size) for size in scale.split(",") if size]:
            measure_scale(console, lambda name: new_database(server, name), sizes)
        if releases:
            measure_releases(console, releases, "North East", processes=1)
        if nights:
            measure_nights(console, work / "nights")
            measure_reports(console, lambda name: new_database(server, name), work / "reports")
    finally:
        server.remove()
        shutil.rmtree(work, ignore_errors=True)


def _measure_lines(console: Console, bench: Bench, rows: int, runs: int) -> None:
    with Progress(console=console) as progress:
        step = progress.add_task("files", total=runs)
        for run in range(runs):
            progress.update(step, advance=1, description=f"run {run + 1} of {runs}")
            measure(bench)
        progress.update(step, advance=1, description="done")
    console.print(table(bench, rows))
    console.print(f"matching after a first night: {max(bench.matching):.1f} s at most, not counted above")
    for name, seconds in start_up():
        console.print(f"start-up of {name}: {seconds:.1f} s")


def _prepare(server: EmbeddedServer, work: Path, rows: int, files: int) -> Bench:
    """The files of all nights: the first, the same with a row changed per file, and 10,000 rows."""
    first, again, few, few_changed = (work / name for name in ("first", "again", "few", "few_changed"))
    write_bench_files(first, rows, files)
    write_resend(first, again, changed_rows_per_file=1, seed=2)
    _agencies_of(first, few, 10_000)
    write_resend(few, few_changed, changed=1.0, seed=3)
    server.start()
    return Bench(server, psql(), first, again, few, few_changed, work)


def _agencies_of(files: Path, out: Path, rows: int) -> None:
    """Whole files of a night until they hold that many rows."""
    (out / "inbox").mkdir(parents=True)
    shutil.copy(files / "agencies.csv", out / "agencies.csv")
    so_far = 0
    for path in sorted((files / "inbox").glob("*/*.csv")):
        if so_far >= rows:
            break
        so_far += path.read_bytes().count(b"\n")
        shutil.copytree(path.parent, out / "inbox" / path.parent.name)


if __name__ == "__main__":
    typer.run(main)
