"""What the tasks of every DAG share. Importing it costs nothing: Airflow parses the DAGs all the time."""

import importlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cjit.report.signers import signers

if TYPE_CHECKING:
    from cjit.local import Stage

TRIES: dict[str, Any] = {
    "retries": 3,
    "retry_delay": timedelta(seconds=20),
    "retry_exponential_backoff": 3.0,
    # A task that hangs would hold up every following night without a word.
    "execution_timeout": timedelta(hours=3),
    # A person is told when a task has failed for good. Nobody is, where nobody is named.
    "email": os.environ.get("CJIT_ALERTS_TO"),
    "email_on_retry": False,
}
"""How often a task is tried where trying again may help (errors.Transient), and who hears of it if not."""

CLOCK = {"now": "{{ params.now or '' }}"}
"""What a run hands on to one that it triggers: the clock that it was asked for, or none."""

SIGNERS = [
    {"id": known_as, "name": name} for name, known_as in signers(os.environ.get("CJIT_SIGNERS", "")).items()
]
"""The regional and national leads who may sign a report, as Airflow's operators take them."""


def stage(params: Any, dag_run: Any) -> "Stage":
    """Settings, warehouse and clock of a DAG run: the clock that it was given, else its start."""
    from cjit import local  # noqa: PLC0415 - a DAG's file does not wait for it

    started: datetime = dag_run.start_date
    return local.stage(params["now"], started)


def prepare(params: Any, dag_run: Any) -> None:
    """The first task of most DAGs: tables, lists and register as they have to be."""
    _called("cjit.warehouse.prepare", "prepare", *stage(params, dag_run))


def given(module: str, function: str, *, clock: bool = False) -> Callable[..., Any]:
    """What a task does that gives settings and warehouse of its run to a function of the library.

    clock: and its clock.
    """

    def work(params: Any, dag_run: Any) -> Any:
        return _called(module, function, *stage(params, dag_run)[: 3 if clock else 2])

    return work


def given_freeze(module: str, function: str) -> Callable[..., Any]:
    """The same of a function that takes the id of a freeze besides."""

    def work(freeze_id: str, params: Any, dag_run: Any) -> Any:
        return _called(module, function, *stage(params, dag_run)[:2], freeze_id)

    return work


def _called(module: str, function: str, *given: Any) -> Any:
    # Imported when the task runs, as in every task.
    return getattr(importlib.import_module(module), function)(*given)
