"""`cjit nightly` in processes that are killed. Airflow, its home in the folder given, is imported once."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from cjit.cli.night import nightly
from cjit.local import airflow_home, night
from cjit.settings import Settings
from dags.task_ends import watch
from end_to_end.killing import serve
from end_to_end.points import Point


def _nightly(_: Point, told: dict[str, Any]) -> None:
    os.environ.update(told["environment"])
    nightly(Settings(), told["now"], sample_when_empty=False)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Airflow prints when it is imported
    airflow_home.enter(Settings(data=Path(sys.argv[1])))
    # Once here, and not in every child, what takes seconds: Airflow's server within the process above all.
    importlib.import_module("great_expectations")
    supervisor = importlib.import_module("airflow.sdk.execution_time.supervisor")
    supervisor.in_process_api_server().app._cadwyn_initialize()
    for dag in ("nightly_load", "monthly_report"):
        night._dag(dag)
    watch()
    serve(_nightly, answers)
