"""Nights in processes of their own, killed or kept waiting at a chosen point: no clean-up, no goodbye.

Run as a program, this is the stand from which such nights start: it has imported everything once, forks a
child for each night that a line of its input asks for, all at once, and answers with their exit codes.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from cjit.matching.match import link_and_match
from cjit.quality.rules import rules_of
from cjit.settings import Settings
from cjit.warehouse.arrivals import receive
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.feedback import publish
from cjit.warehouse.prepare import prepare
from end_to_end.points import Point, disturbed
from nights.fifty import decide
from nights.house import ARCHIVE_KEY, SECRET, House

KILLED = -signal.SIGKILL
_PATIENCE_SECONDS = 120


class Stand:
    """The program below, running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def night(self, point: Point, house: House, now: datetime) -> int:
        """Play the night in a child that dies at the point; its exit code, KILLED where it was reached."""
        return self.at_once([point], house, now)[0]

    def at_once(self, points: list[Point], house: House, now: datetime) -> list[int]:
        """Play the same night in several children at once, one for each point; their exit codes."""
        told = {
            "points": [asdict(point) for point in points],
            "settings": house.settings.model_dump(mode="json", exclude_none=True, exclude={"archive_key"}),
            "url": house.warehouse.url,
            "now": now.isoformat(),
            "prepared": house.prepared,
            "environment": _environment(house),
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answered, _, _ = select.select([self._process.stdout], [], [], _PATIENCE_SECONDS)
        assert answered, "the child hangs"
        codes: list[int] = json.loads(self._process.stdout.readline())
        return codes


def _environment(house: House) -> dict[str, str]:
    """What the command line reads of a house; CJIT_DATA aside, where Airflow has its home."""
    settings = house.settings
    return {
        "CJIT_INBOX": str(settings.inbox_dir),
        "CJIT_ARCHIVE": str(settings.archive_dir),
        "CJIT_OUT": str(settings.out_dir),
        "CJIT_AGENCIES": str(settings.agencies_file),
        "CJIT_SETTLE_SECONDS": "0",
        "CJIT_REPORT_FILES": '["html"]',
        "CJIT_WAREHOUSE_URL": house.warehouse.url,
        "CJIT_LINKAGE_SECRET": SECRET.decode(),
        "CJIT_ARCHIVE_KEY": ARCHIVE_KEY.get_secret_value(),
    }


@contextmanager
def stand(program: str = "end_to_end.killing", *arguments: str) -> Iterator[Stand]:
    """Start the program; it ends with its input."""
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-m", program, *arguments]
    with subprocess.Popen(
        command, cwd=tests, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Stand(process)
        finally:
            process.kill()


Play = Callable[[Point, dict[str, Any]], None]
"""What a child does at a point, having been told what Stand.at_once tells."""


def serve(play: Play, answers: TextIO = sys.stdout) -> None:
    """Play what is asked for, until nothing is any more."""
    for dataset in ("O", "structured", "secure"):
        rules_of(dataset)
    for line in sys.stdin:
        told = json.loads(line)
        children = [_child(play, Point(**point), told) for point in told["points"]]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(codes), file=answers, flush=True)


def _child(play: Play, point: Point, told: dict[str, Any]) -> int:
    """The id of a new process that plays; it ends with 1 where something is raised."""
    child = os.fork()
    if child:
        return child
    os.dup2(2, 1)  # what a night prints is no answer
    try:
        with disturbed(point, lambda: _disturb(point.pause)):
            play(point, told)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _disturb(pause: float) -> None:
    if pause:
        time.sleep(pause)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def _play(point: Point, told: dict[str, Any]) -> None:
    """The night or the decisions, stage by stage."""
    settings, warehouse = Settings(archive_key=ARCHIVE_KEY, **told["settings"]), Warehouse(told["url"])
    now = datetime.fromisoformat(told["now"])
    if point.act == "decisions":
        decide(House(settings, warehouse))
        return
    if not told["prepared"]:
        prepare(settings, warehouse, now)
    # The other way round: small feeds first, and the order of batches means nothing.
    for batch in reversed(receive(settings, warehouse, now)):
        load_batch(settings, warehouse, batch["submissions"], SECRET, verdict=point.verdict)
    link_and_match(warehouse)
    publish(settings, warehouse)


if __name__ == "__main__":
    serve(_play)
