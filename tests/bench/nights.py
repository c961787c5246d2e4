"""Whole nights at 1x through Airflow, as `make nightly` runs them, and people at the pages during one."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from tests.bench.pages import measure_board

from cjit.sample import DEFAULT_UNTIL, write_resend, write_sample

FIRST = "2020-01-07T02:00:00"
"""The day after a sample to DEFAULT_UNTIL, before December's window closes: no report is due."""
USUAL = "2020-01-08T02:00:00"
WATCHED = "2020-01-09T02:00:00"
REPORT = "2020-01-20T02:00:00"
"""After the tenth working day of January: December is due."""


def measure_nights(console: Console, folder: Path, agencies: int = 130, months: int = 36) -> None:
    """Print the seconds of the first night, a usual night, a month's report at 1x, and what readers wait."""
    sample, data = folder / "sample", folder / "data"
    write_sample(sample, agencies=agencies, months=months, until=DEFAULT_UNTIL)
    shutil.copytree(sample, data)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CJIT_")}
    environment |= {"CJIT_DATA": str(data), "CJIT_SETTLE_SECONDS": "0"}

    def cjit(*arguments: str) -> float:
        begin = time.perf_counter()
        command = [Path(sys.executable).with_name("cjit"), *arguments]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begin

    def send_again(seed: int) -> None:
        resend = folder / f"resend {seed}"
        write_resend(sample, resend, changed=0.05, seed=seed)
        shutil.copytree(resend / "inbox", data / "inbox", dirs_exist_ok=True)

    try:
        cjit("setup")
        first = cjit("nightly", "--now", FIRST)
        console.print(f"the first night at 1x, 130 files and what is matched: {first:.0f} s (at most 180)")
        send_again(seed=2)
        usual = cjit("nightly", "--now", USUAL)
        console.print(
            f"a usual night, 130 extracts sent again, 5% of rows changed: {usual:.0f} s (at most 90)"
        )
        send_again(seed=3)
        measure_board(console, lambda: cjit("nightly", "--now", WATCHED), environment, WATCHED)
        report = cjit("report", f"{DEFAULT_UNTIL:%Y-%m}", "--now", REPORT)
        pages = sum(1 for _ in (data / "out" / "reports").rglob("report.html"))
        console.print(
            f"a month's figures and all files of {pages} areas: {report:.0f} s with start-up (at most 240)"
        )
    finally:
        cjit("clean")
