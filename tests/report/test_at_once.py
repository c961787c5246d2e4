"""Processes that share the work: nothing is lost, a fault stops it, none outlives what started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cjit.errors import Permanent, Transient
from cjit.report.at_once import at_once
from cjit.report.files import batches_of
from cjit.warehouse.connection import Warehouse
from report import page_rows

PRELOAD = ("cjit.report.at_once",)


def _half(number: int) -> int:
    if number % 2:
        raise Permanent(f"{number} is odd")
    return number // 2


def _die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_everything_is_made_and_told_of_once() -> None:
    told: list[int] = []
    assert at_once(_half, [8, 2, 6, 4], 2, PRELOAD, told.append) == [4, 1, 3, 2]
    assert sorted(told) == [2, 4, 6, 8]


def _known(name: str) -> str:
    return os.environ.get(name, "")


def test_processes_have_the_environment_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not that of the first time, when what they are forked from began."""
    for value in ("first", "second", ""):
        monkeypatch.setenv("CJIT_TEST_KNOWN", value)
        assert at_once(_known, ["CJIT_TEST_KNOWN"], 1, PRELOAD, lambda _: None) == [value]


def test_a_fault_is_raised_as_it_is_and_an_ended_process_is_worth_another_try() -> None:
    with pytest.raises(Permanent, match="3 is odd"):
        at_once(_half, [2, 3], 2, PRELOAD, lambda _: None)
    with pytest.raises(Transient, match="was ended"):
        at_once(_die, [1], 1, PRELOAD, lambda _: None)


KILLED = """
import os, time
from pathlib import Path
from cjit.report.at_once import at_once

def work(path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(600)

if __name__ == "__main__":
    import sys
    at_once(work, sys.argv[1:], 2, ["cjit.report.at_once"], print)
"""


def test_no_process_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    """It would write beside the run that comes after."""
    program = tmp_path / "killed.py"
    program.write_text(KILLED)
    notes = [tmp_path / "one", tmp_path / "two"]
    with subprocess.Popen([sys.executable, program, *notes]) as run:
        numbers = [_number(note) for note in notes]
        assert all(psutil.pid_exists(number) for number in numbers)
        run.kill()
    deadline = time.monotonic() + 30
    while any(psutil.pid_exists(number) for number in numbers):
        assert time.monotonic() < deadline, "a process goes on"
        time.sleep(0.05)


def _number(note: Path) -> int:
    deadline = time.monotonic() + 60
    while not note.exists() or not note.read_text():
        assert time.monotonic() < deadline, "the work does not begin"
        time.sleep(0.05)
    return int(note.read_text())


def test_batches_hold_every_area_once_and_say_which_of_how_many(warehouse: Warehouse) -> None:
    page_rows.store_lists(warehouse)
    page_rows.store_freeze(warehouse, "f", "2018-11", "2018-12-15T02:00:00+00:00")
    batches = batches_of(warehouse, "f")
    areas = [tuple(area) for batch in batches for area in batch["areas"]]
    assert len(batches) == 4
    assert len(areas) == len(set(areas)) > 200
    assert ("england", "england") in areas
    assert [batch["label"] for batch in batches[:2]] == [
        f"areas 1 to 60 of {len(areas)}",
        f"areas 61 to 120 of {len(areas)}",
    ]
