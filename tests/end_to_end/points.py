"""Points of a night at which something comes between."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Point:
    """Before or after the `call`-th call of a function.

    where: `module:attribute`. naming: only calls count that have this text among their arguments.
    verdict: the night looks at its rows with Great Expectations too, which the point is about.
    act: what is under way: the second of the fifty's nights, or the decisions of the morning after.
    pause: a process of its own is kept waiting there for so many seconds, and not killed.
    """

    where: str
    when: Literal["before", "after"] = "after"
    call: int = 1
    naming: str = ""
    verdict: bool = False
    act: Literal["night", "decisions"] = "night"
    pause: float = 0

    def __str__(self) -> str:
        name = self.where.partition(":")[2] + (f" {self.naming}" if self.naming else "")
        return f"{self.when} {name} {self.call}"


@contextmanager
def disturbed(point: Point, disturb: Callable[[], None]) -> Iterator[None]:
    """Have `disturb` called at the point, once, as long as the block lasts."""
    module, _, path = point.where.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    function = getattr(owner, name)
    setattr(owner, name, _calling(function, point, disturb))
    try:
        yield
    finally:
        setattr(owner, name, function)


def _calling(function: Callable[..., Any], point: Point, disturb: Callable[[], None]) -> Callable[..., Any]:
    calls = 0

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        counts = not point.naming or any(_names(argument, point.naming) for argument in arguments)
        calls += counts
        hit = counts and calls == point.call
        if hit and point.when == "before":
            disturb()
        answer = function(*arguments, **named)
        if hit and point.when == "after":
            disturb()
        return answer

    return call


def _names(argument: object, text: str) -> bool:
    return isinstance(argument, (str, Path)) and text in str(argument)
