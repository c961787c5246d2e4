"""One piece of work, measured in a process of its own: `python -m tests.bench.work WORK FOLDER URL`.

Prints one JSON line: seconds of the work itself (interpreter start-up and imports aside) and of the matching
that follows a night, and the process's peak memory.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from cjit.columns import threads
from cjit.dataset.definition import definition_of
from cjit.dataset.lists import lists_on
from cjit.dataset.register import read_register
from cjit.intake.reader import Sender, read_extract
from cjit.linkage.link import relink
from cjit.matching.match import match
from cjit.quality.check import check_rows
from cjit.quality.typed import Source
from cjit.settings import Settings
from cjit.warehouse.archived import Archived, chunks
from cjit.warehouse.arrivals import receive
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.prepare import prepare

FIRST_NIGHT = datetime(2020, 1, 7, 2, tzinfo=ZoneInfo("Europe/London"))


def check(folder: Path, url: str) -> None:
    """Read, check the files, find every failing row; no warehouse."""
    del url
    settings, day = Settings(data=folder), FIRST_NIGHT.date()
    register, lists = read_register(settings.agencies_file), lists_on(day)
    files = {_as_archived(path): path for path in sorted(settings.inbox_dir.glob("*/*.csv"))}
    shares = [[files[one] for one in chunk] for chunk in chunks(settings, list(files))]

    def share(paths: list[Path]) -> int:
        definition = definition_of("cjit")
        extracts = [
            read_extract(path.read_bytes(), definition, Sender(path.parent.name, register, day))
            for path in paths
        ]
        sources = [Source(extract.rows, day) for extract in extracts if extract.rows is not None]
        return check_rows(sources, definition, lists, register).judged.findings.num_rows

    with threads(settings.workers) as pool:
        print(f"{sum(pool.map(share, shares)):,} findings", file=sys.stderr)


def _as_archived(path: Path) -> Archived:
    """As a load has it, which shares files out among its threads."""
    return Archived(path.name, path.parent.name, "cjit", "", path.stat().st_size, FIRST_NIGHT, None)


def night(folder: Path, url: str, verdict: bool = False) -> None:
    """From the inbox to linked people, with or without Great Expectations' verdict."""
    key = SecretStr("a key of the archives of benchmarks, not secret")
    settings, warehouse = Settings(data=folder, settle_seconds=0, archive_key=key), Warehouse(url)
    now = FIRST_NIGHT + timedelta(days=_nights(folder))
    batches = receive(settings, warehouse, now)
    for batch in batches:
        load_batch(settings, warehouse, batch["submissions"], b"a key for benchmarks", verdict=verdict)
    relink(warehouse)


def verdict(folder: Path, url: str) -> None:
    """The same with the verdict."""
    night(folder, url, verdict=True)


def _nights(folder: Path) -> int:
    counter = folder / "nights"
    count = int(counter.read_text()) if counter.exists() else 0
    counter.write_text(str(count + 1))
    return count


WORKS: dict[str, Callable[[Path, str], None]] = {"check": check, "night": night, "verdict": verdict}


def main(work: str, folder: str, url: str) -> None:
    """Do the work once and say what it took."""
    where = Path(folder)
    if work != "check":
        prepare(Settings(data=where), Warehouse(url), FIRST_NIGHT)
    if work == "verdict":
        import great_expectations  # noqa: F401, PLC0415 - its import is start-up, reported apart
    begin = time.perf_counter()
    WORKS[work](where, url)
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    if work != "check":
        match(Warehouse(url))
    matching = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "matching": matching, "peak_mib": _peak_mib()}))


def _peak_mib() -> float:
    """Of this program alone: what getrusage tells begins with the peak of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (peak,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
