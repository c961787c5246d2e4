"""A night in a process of its own that is killed at a chosen point: no clean-up, no goodbye."""

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal

from cjit.linkage.link import relink
from cjit.settings import Settings
from cjit.warehouse.arrivals import receive
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.feedback import publish
from cjit.warehouse.prepare import prepare
from nights.house import SECRET

PRELOADED = ["end_to_end.killing"]
"""What the children find imported: each is a fork of a server that has done it once."""


@dataclass(frozen=True)
class Point:
    """Where the process dies: before or after the `call`-th call of a function.

    where: `module:attribute`. naming: only calls count that have this text among their arguments.
    verdict: the night looks at its rows with Great Expectations too, which the point is about.
    """

    where: str
    when: Literal["before", "after"] = "after"
    call: int = 1
    naming: str = ""
    verdict: bool = False

    def __str__(self) -> str:
        name = self.where.partition(":")[2] + (f" {self.naming}" if self.naming else "")
        return f"{self.when} {name} {self.call}"


def killed_night(point: Point, settings: Settings, warehouse: Warehouse, now: datetime) -> int:
    """Play the night in a child that dies at the point; its exit code, -9 where it was killed there."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    arguments = (point, settings.model_dump(mode="json"), warehouse.url, now)
    child = context.Process(target=_play, args=arguments)
    child.start()
    child.join(120)
    if child.exitcode is None:
        child.kill()
        child.join()
        raise AssertionError("the child hangs")
    return child.exitcode


def _play(point: Point, settings: dict[str, Any], url: str, now: datetime) -> None:
    _arm(point)
    deployment, warehouse = Settings(**{k: v for k, v in settings.items() if v is not None}), Warehouse(url)
    prepare(deployment, warehouse, now)
    # The other way round: small feeds first, and the order of batches means nothing.
    for batch in reversed(receive(deployment, warehouse, now)):
        load_batch(deployment, warehouse, batch["submissions"], SECRET, verdict=point.verdict)
    relink(warehouse)
    publish(deployment, warehouse)


def _arm(point: Point) -> None:
    module, _, path = point.where.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    setattr(owner, name, _deadly(getattr(owner, name), point))


def _deadly(function: Callable[..., Any], point: Point) -> Callable[..., Any]:
    calls = 0

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        counts = not point.naming or any(_names(argument, point.naming) for argument in arguments)
        calls += counts
        hit = counts and calls == point.call
        if hit and point.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = function(*arguments, **named)
        if hit:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


def _names(argument: object, text: str) -> bool:
    return isinstance(argument, (str, Path)) and text in str(argument)
