"""Whole nights at 1x through Airflow, as `make nightly` runs them on a machine that is set up."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from cjit.sample import DEFAULT_UNTIL, write_resend, write_sample

FIRST = "2020-01-07T02:00:00"
"""The day after a sample to DEFAULT_UNTIL, before December's window closes: no report is due."""
USUAL = "2020-01-08T02:00:00"
REPORT = "2020-01-20T02:00:00"
"""After the tenth working day of January: December is due."""


def measure_nights(console: Console, folder: Path) -> None:
    """Print the seconds of the first night, a usual night, and a month's report at 1x."""
    sample, resend, data = folder / "sample", folder / "resend", folder / "data"
    write_sample(sample, agencies=130, months=36, until=DEFAULT_UNTIL)
    write_resend(sample, resend, changed=0.05, seed=2)
    shutil.copytree(sample, data)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CJIT_")}
    environment |= {"CJIT_DATA": str(data), "CJIT_SETTLE_SECONDS": "0"}

    def cjit(*arguments: str) -> float:
        begin = time.perf_counter()
        command = [Path(sys.executable).with_name("cjit"), *arguments]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begin

    try:
        cjit("setup")
        first = cjit("nightly", "--now", FIRST)
        console.print(f"the first night at 1x, 130 files and what is matched: {first:.0f} s (at most 180)")
        shutil.copytree(resend / "inbox", data / "inbox", dirs_exist_ok=True)
        usual = cjit("nightly", "--now", USUAL)
        console.print(
            f"a usual night, 130 extracts sent again, 5% of rows changed: {usual:.0f} s (at most 90)"
        )
        report = cjit("report", f"{DEFAULT_UNTIL:%Y-%m}", "--now", REPORT)
        pages = sum(1 for _ in (data / "out" / "reports").rglob("report.html"))
        console.print(f"a month's figures and {pages} pages: {report:.0f} s, start-up included (at most 60)")
    finally:
        cjit("clean")
