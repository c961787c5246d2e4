"""The files of dags/ and plugins/ as Airflow reads them."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cjit.local import airflow_home, night
from cjit.settings import PROJECT, Settings

DAGS = PROJECT / "dags"
NIGHTLY = [
    *("prepare", "entry", "intake", "load", "linkage", "matching"),
    *("near_misses", "feedback", "reports_due", "trigger_report"),
]
TASKS = {
    "nightly_load": NIGHTLY,
    "monthly_report": [
        *("prepare", "freeze", "batches", "files.areas", "files.index", "to_sign", "ask", "sign"),
        *("signed_files.areas", "signed_files.index", "notify"),
    ],
    "notices": ["files", "send"],
    "replay": ["prepare", "replay"],
    "retention": ["prepare", "raw_bytes", "rows", "linkage", "matching", "access_log"],
}

PARSE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("PARSED", json.dumps({
    "errors": list(bag.import_errors.values()),
    "seconds": {stat.file: stat.duration.total_seconds() for stat in bag.dagbag_stats},
    "tasks": {name: [task.task_id for task in dag.topological_sort()] for name, dag in bag.dags.items()},
    "heavy": [name for name in ("cjit.local", "cjit.warehouse", "pyarrow", "duckdb", "great_expectations")
              if name in sys.modules],
}))
"""


@pytest.fixture(scope="module")
def parsed(night_settings: Settings) -> dict[str, Any]:
    """What a fresh Airflow finds in dags/."""
    done = subprocess.run(
        [sys.executable, "-c", PARSE, str(DAGS)],
        env=os.environ | airflow_home.environment(night_settings),
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("PARSED "))
    found: dict[str, Any] = json.loads(line.removeprefix("PARSED "))
    return found


def test_every_file_is_a_dag_of_its_name_with_the_tasks_of_the_flow(parsed: dict[str, Any]) -> None:
    files = {file.stem for file in DAGS.glob("*.py")}

    assert parsed["errors"] == []
    assert parsed["tasks"] == TASKS
    assert files == TASKS.keys()


def test_parsing_takes_less_than_a_second_and_leaves_the_library_alone(parsed: dict[str, Any]) -> None:
    assert len(parsed["seconds"]) == len(TASKS)
    assert sum(parsed["seconds"].values()) < 1
    assert parsed["heavy"] == []


@pytest.mark.parametrize("name", TASKS)
def test_a_dag_says_what_to_do_when_it_fails(name: str) -> None:
    doc = (DAGS / f"{name}.md").read_text(encoding="utf-8")

    assert all(f"**{part}" in doc for part in ("In:", "Out:", "If it fails"))
    assert [task for task in TASKS[name] if task not in doc.split("**If it fails**")[1]] == []


def test_the_nightly_and_the_report_run_one_at_a_time_on_londons_clock(night_settings: Settings) -> None:
    nightly, report = night._dag("nightly_load"), night._dag("monthly_report")

    assert nightly.timetable.expression == "0 2 * * *"
    assert nightly.timetable.timezone == "Europe/London"
    assert not nightly.catchup
    assert report.schedule is None
    assert nightly.max_active_runs == 1
    assert report.max_active_runs > 1  # while one waits for its signature
    assert set(nightly.params) == {"now"}
    assert set(report.params) == {"now", "period", "sign_off"}
    assert "If it fails" in nightly.doc_md


def test_a_run_that_nobody_answers_ends(night_settings: Settings) -> None:
    """Its report may be signed on the pages, of which it does not hear, and runs that wait are counted."""
    ask = night._dag("monthly_report").get_task("ask")

    assert ask.response_timeout == timedelta(days=28)
    assert (ask.defaults, ask.execution_timeout) == ([ask.REJECT], None)


def test_a_run_hands_its_clock_on_to_the_one_that_it_triggers(night_settings: Settings) -> None:
    triggers = [("nightly_load", "trigger_report"), ("monthly_report", "notify")]
    handed_on = {task: night._dag(name).get_task(task).conf["now"] for name, task in triggers}

    assert handed_on == dict.fromkeys(("trigger_report", "notify"), "{{ params.now or '' }}")


def test_a_replay_is_asked_for_and_retention_comes_in_the_morning(night_settings: Settings) -> None:
    replay, retention = night._dag("replay"), night._dag("retention")

    assert replay.schedule is None
    assert set(replay.params) == {"as_of", "period", "submissions", "now"}
    assert retention.timetable.expression == "0 6 * * *"
    assert retention.timetable.timezone == "Europe/London"
    assert [dag.max_active_runs for dag in (replay, retention)] == [1, 1]


def test_every_pool_that_a_task_names_is_made_in_set_up(night_settings: Settings) -> None:
    pools = json.loads((DAGS / "pools.json").read_text(encoding="utf-8"))
    named = {task.pool for name in TASKS for task in night._dag(name).tasks}

    assert named == {"default_pool", *pools}


def _python_files(folder: Path, ignore: str) -> set[str]:
    from airflow._shared.module_loading import find_path_from_directory  # noqa: PLC0415 - see night_settings

    found = find_path_from_directory(folder, ignore)
    return {Path(file).name for file in found if file.endswith(".py")}


def test_the_plugin_manager_leaves_the_library_alone(night_settings: Settings) -> None:
    plugins = PROJECT / "plugins"

    assert _python_files(plugins, ".airflowignore") <= {"cjit_plugin.py"}
    assert "settings.py" in _python_files(plugins, ".no-such-file")  # it would run them otherwise
