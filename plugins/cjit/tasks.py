"""What the tasks of every DAG share. Importing it costs nothing: Airflow parses the DAGs all the time."""

import functools
import importlib
import os
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from cjit.errors import Permanent, Transient, innermost_frame
from cjit.report.signers import signers

if TYPE_CHECKING:
    from cjit.local import Stage

Dag = TypeVar("Dag")

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

UNANSWERED: dict[str, Any] = {
    "execution_timeout": None,
    "response_timeout": timedelta(days=28),
    "defaults": "Reject",
}
"""How long a run asks for a signature, and what it takes silence for: that the report stays as it is.

Somebody may have signed it on the pages, of which the run does not hear. It waits for nobody's good then, and
runs that wait are counted.
"""

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


def discreet(dag: Dag) -> Dag:
    """The DAG, with tasks that say of an error that nobody foresaw its type and its place alone.

    Airflow logs a failed task's exception with its message and whatever caused it, and messages of others may
    quote data. Errors of ours and what Airflow itself is told by one (skipped, deferred) stay as they are.
    """
    for task in dag.tasks:  # type: ignore[attr-defined]  # Airflow is not known here
        if (work := getattr(task, "python_callable", None)) is not None:
            task.python_callable = _discreet(work)
    return dag


def _discreet(work: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(work)  # Airflow reads its signature
    def tight_lipped(*given: Any, **named: Any) -> Any:
        try:
            return work(*given, **named)
        except BaseException as error:
            unforeseen = isinstance(error, Exception) and not isinstance(error, Transient | Permanent)
            if not unforeseen or _is_airflows(error):
                raise error from None
            raise Permanent(f"unforeseen {type(error).__name__} at {_place(error)}") from None

    return tight_lipped


def _is_airflows(error: BaseException) -> bool:
    return any(kind.__module__.partition(".")[0] == "airflow" for kind in type(error).__mro__)


def _place(error: BaseException) -> str:
    """The innermost line of the library that an error went through, else of all."""
    *_, innermost = traceback.walk_tb(error.__traceback__)
    ours = innermost_frame(error)
    # What is called here is always within this module's own frames, which say nothing.
    frame, line = ours if ours and ours[0].f_globals["__name__"] != __name__ else innermost
    return f"{frame.f_globals.get('__name__')}:{line}"


def _called(module: str, function: str, *given: Any) -> Any:
    # Imported when the task runs, as in every task.
    return getattr(importlib.import_module(module), function)(*given)
