"""A DAG run in this process: Airflow's own words go to a log, what people want to know to a narrator.

Airflow is not imported here but by the DAG's file, as in any other deployment; `airflow_home.enter` comes
before.
"""

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TextIO

from cjit.errors import Permanent, Transient
from cjit.local.airflow_home import DAGS

Happening = Literal["execute", "success", "failure", "retry", "skipped"]
_HAPPENINGS: tuple[Happening, ...] = ("execute", "success", "failure", "retry", "skipped")


@dataclass(frozen=True)
class Event:
    """Something that happened to a task."""

    what: Happening
    task: str
    label: str
    """Of a mapped task: its batch."""
    error: BaseException | None = None
    seconds: float | None = None
    """How long it took, once it has ended."""

    @property
    def sentence(self) -> str:
        """What went wrong, for a person. Messages of errors that are not ours may quote data: not shown."""
        where = f"{self.task} ({self.label})" if self.label else self.task
        if isinstance(self.error, Transient | Permanent):
            return f"{where}: {self.error}"
        if self.error is None:
            return f"{where} failed: its log says why"
        return f"{where}: an unforeseen {type(self.error).__name__}"


@dataclass
class Outcome:
    """How a run ended."""

    succeeded: bool = False
    failures: list[Event] = field(default_factory=list)


def run_dag(
    name: str, conf: Mapping[str, Any], narrate: Callable[[Event], None], *, leave_out: str | None = None
) -> Outcome:
    """Run `dags/<name>.py` with `conf` in this process and say how it ended.

    narrate: told what happens to each task, as it happens
    leave_out: a task that counts as done without being run
    """
    outcome = Outcome()
    dag = _dag(name)
    begun: dict[tuple[str, int], float] = {}

    def happened(what: Happening, context: Mapping[str, Any]) -> None:
        task = context["ti"]
        label = getattr(task, "rendered_map_index", None) or ""
        clock = time.monotonic()
        seconds = clock - begun.setdefault((task.task_id, task.map_index), clock)
        event = Event(what, task.task_id, label, context.get("exception"), seconds)
        if what == "failure":
            outcome.failures.append(event)
        narrate(event)

    for task in dag.tasks:
        for what in _HAPPENINGS:
            # Bound now: the loop's variable will be another by then.
            setattr(task, f"on_{what}_callback", [lambda context, what=what: happened(what, context)])
    run = dag.test(run_conf=dict(conf), mark_success_pattern=leave_out)
    outcome.succeeded = str(run.state) == "success"
    return outcome


def _dag(name: str) -> Any:
    """The DAG of a file."""
    spec = importlib.util.spec_from_file_location(name, DAGS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise Permanent(f"there is no DAG {name}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.dag


@contextmanager
def output_to(log: Path) -> Iterator[TextIO]:
    """Send all that is printed meanwhile, by libraries too, to a log; yield what was the standard output."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("ab", buffering=0) as sink, os.fdopen(os.dup(1), "w", encoding="utf-8") as terminal:
        try:
            os.dup2(sink.fileno(), 1)
            os.dup2(sink.fileno(), 2)
            yield terminal
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for target, saved in enumerate(kept, start=1):
                os.dup2(saved, target)
                os.close(saved)
