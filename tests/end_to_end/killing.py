"""Nights in processes of their own, killed or kept waiting at a chosen point: no clean-up, no goodbye.

Run as a program, this is the stand from which such nights start: it has imported everything once, forks a
child for each night that a line of its input asks for, all at once, and answers with their exit codes.
"""

import importlib
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
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal

from cjit.linkage.link import relink
from cjit.quality.rules import rules_of
from cjit.settings import Settings
from cjit.warehouse.arrivals import receive
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.feedback import publish
from cjit.warehouse.prepare import prepare
from nights.fifty import decide
from nights.house import SECRET, House

KILLED = -signal.SIGKILL
_PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 0.7


@dataclass(frozen=True)
class Point:
    """Where the process dies, before or after the `call`-th call of a function; or where it pauses.

    where: `module:attribute`. naming: only calls count that have this text among their arguments.
    verdict: the night looks at its rows with Great Expectations too, which the point is about.
    act: what is under way: the second of the fifty's nights, or the decisions of the morning after.
    """

    where: str
    when: Literal["before", "after", "pause before", "pause after"] = "after"
    call: int = 1
    naming: str = ""
    verdict: bool = False
    act: Literal["night", "decisions"] = "night"

    def __str__(self) -> str:
        name = self.where.partition(":")[2] + (f" {self.naming}" if self.naming else "")
        return f"{self.when} {name} {self.call}"


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
            "settings": house.settings.model_dump(mode="json", exclude_none=True),
            "url": house.warehouse.url,
            "now": now.isoformat(),
            "prepared": house.prepared,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answered, _, _ = select.select([self._process.stdout], [], [], _PATIENCE_SECONDS)
        assert answered, "the child hangs"
        codes: list[int] = json.loads(self._process.stdout.readline())
        return codes


@contextmanager
def stand() -> Iterator[Stand]:
    """Start the program; it ends with its input."""
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-m", "end_to_end.killing"]
    with subprocess.Popen(
        command, cwd=tests, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Stand(process)
        finally:
            process.kill()


def _serve() -> None:
    for dataset in ("O", "structured", "secure"):
        rules_of(dataset)
    for line in sys.stdin:
        told = json.loads(line)
        children = [_child(Point(**point), told) for point in told["points"]]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(codes), flush=True)


def _child(point: Point, told: dict[str, Any]) -> int:
    """The id of a new process that plays; it ends with 1 where something is raised."""
    child = os.fork()
    if child:
        return child
    try:
        _play(point, told)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _play(point: Point, told: dict[str, Any]) -> None:
    _arm(point)
    settings, warehouse = Settings(**told["settings"]), Warehouse(told["url"])
    now = datetime.fromisoformat(told["now"])
    if point.act == "decisions":
        decide(House(settings, warehouse))
        return
    if not told["prepared"]:
        prepare(settings, warehouse, now)
    # The other way round: small feeds first, and the order of batches means nothing.
    for batch in reversed(receive(settings, warehouse, now)):
        load_batch(settings, warehouse, batch["submissions"], SECRET, verdict=point.verdict)
    relink(warehouse)
    publish(settings, warehouse)


def _arm(point: Point) -> None:
    module, _, path = point.where.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    setattr(owner, name, _disturbed(getattr(owner, name), point))


def _disturbed(function: Callable[..., Any], point: Point) -> Callable[..., Any]:
    calls = 0

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        counts = not point.naming or any(_names(argument, point.naming) for argument in arguments)
        calls += counts
        hit = counts and calls == point.call
        if hit and point.when.endswith("before"):
            _disturb(point)
        answer = function(*arguments, **named)
        if hit and point.when.endswith("after"):
            _disturb(point)
        return answer

    return call


def _disturb(point: Point) -> None:
    if point.when.startswith("pause"):
        time.sleep(_PAUSE_SECONDS)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def _names(argument: object, text: str) -> bool:
    return isinstance(argument, (str, Path)) and text in str(argument)


if __name__ == "__main__":
    _serve()
