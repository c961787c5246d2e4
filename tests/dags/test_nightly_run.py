"""The order of a night, what stops it and what does not: the DAGs run with stages that a test plays."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cjit.errors import Permanent, Transient
from cjit.local import night
from cjit.local.night import Event, Outcome

from .conftest import Stages

THREE = [{"label": f"A000{n}", "submissions": [f"s{n}"]} for n in (1, 2, 3)]
CLOCK = "2018-12-20T02:00:00+00:00"


class Night:
    """A run of a DAG: how it ended and what was told on the way."""

    def __init__(self, dag: str = "nightly_load", *, trigger: bool = False, **conf: Any) -> None:
        self.told: list[Event] = []
        leave_out = None if trigger else "trigger_report"
        self.outcome: Outcome = night.run_dag(
            dag, {"now": CLOCK, **conf}, self.told.append, leave_out=leave_out
        )

    @property
    def ended(self) -> list[str]:
        return [
            f"{event.task} {event.label}".rstrip()
            for event in self.told
            if event.what in {"success", "failure"}
        ]


def test_a_night_goes_through_its_stages_in_order_one_load_for_each_batch(stages: Stages) -> None:
    stages.batches = THREE
    run = Night()

    assert run.outcome == Outcome(succeeded=True, failures=[])
    assert stages.calls[:3] == ["prepare", "entry", "intake"]
    assert sorted(stages.calls[3:6]) == [("load", "s1"), ("load", "s2"), ("load", "s3")]
    assert settled(stages.calls[6:]) == ["linkage", "matching", "feedback", "near_misses", "reports_due"]
    assert {name for name in run.ended if name.startswith("load")} == {f"load A000{n}" for n in (1, 2, 3)}


def test_a_failed_batch_keeps_no_other_from_being_loaded_and_linked_but_holds_back_reports(
    stages: Stages,
) -> None:
    stages.batches = THREE
    stages.due = "2018-11"
    stages.errors = {"s2": [Permanent("the engines disagree on E12")]}
    run = Night()

    assert not run.outcome.succeeded
    assert [event.sentence for event in run.outcome.failures] == ["load (A0002): the engines disagree on E12"]
    assert stages.calls.count(("load", "s2")) == 1  # Permanent: not tried again
    assert settled(stages.calls[-4:]) == ["linkage", "matching", "feedback", "near_misses"]


def test_what_is_transient_is_tried_again(stages: Stages) -> None:
    stages.batches = THREE[:1]
    stages.errors = {"s1": [Transient("cut"), Transient("cut")], "prepare": [Transient("away")]}
    run = Night()

    assert run.outcome.succeeded
    assert stages.calls.count(("load", "s1")) == 3
    assert stages.calls.count("prepare") == 2
    assert [event.task for event in run.told if event.what == "retry"] == ["prepare", "load", "load"]


def test_what_stays_transient_fails_after_four_tries(stages: Stages) -> None:
    stages.errors = {"prepare": [Transient("away")] * 9}
    run = Night()

    assert [event.sentence for event in run.outcome.failures] == ["prepare: away"]
    assert stages.calls == ["prepare"] * 4


@pytest.mark.parametrize("error", [Permanent("the register has no header"), ValueError("Xanthippe")])
def test_what_is_not_transient_fails_at_once_and_nothing_follows(stages: Stages, error: Exception) -> None:
    stages.errors = {"intake": [error]}
    run = Night()

    assert not run.outcome.succeeded
    assert stages.calls == ["prepare", "entry", "intake"]
    assert "Xanthippe" not in run.outcome.failures[0].sentence


def test_a_night_without_files_still_links_and_gives_back_what_another_left(stages: Stages) -> None:
    run = Night()

    assert run.outcome.succeeded
    assert settled(stages.calls) == [
        "prepare",
        "entry",
        "intake",
        "linkage",
        "matching",
        "feedback",
        "near_misses",
        "reports_due",
    ]


def test_the_latest_due_month_is_triggered_with_the_clock_of_the_night(
    stages: Stages, metadata: psycopg.Connection[tuple[Any, ...]]
) -> None:
    stages.due = "2018-11"
    run = Night(trigger=True)
    latest = "select conf, state from dag_run where dag_id = 'monthly_report' order by id desc limit 1"

    assert run.outcome.succeeded
    assert metadata.execute(latest).fetchone() == ({"period": "2018-11", "now": CLOCK}, "queued")


def test_nothing_is_triggered_where_no_month_is_due(
    stages: Stages, metadata: psycopg.Connection[tuple[Any, ...]]
) -> None:
    count = "select count(*) from dag_run where dag_id = 'monthly_report'"
    before = metadata.execute(count).fetchone()
    metadata.rollback()
    run = Night(trigger=True)

    assert run.outcome.succeeded
    assert "trigger_report" not in run.ended
    assert metadata.execute(count).fetchone() == before


def test_tasks_pass_ids_and_counts_and_nothing_else(
    stages: Stages, metadata: psycopg.Connection[tuple[Any, ...]]
) -> None:
    stages.batches = THREE[:1]
    stages.due = "2018-11"
    Night()
    passed = metadata.execute(
        """
        select task_id, value from xcom
        where run_id = (select run_id from dag_run where dag_id = 'nightly_load' order by id desc limit 1)
            and key = 'return_value'
        order by task_id
        """
    ).fetchall()

    assert dict(passed) == {
        "entry": 0,
        "intake": THREE[:1],
        "load": {"accepted": 1},
        "linkage": {"people": 2},
        "matching": {"matches": 3},
        "near_misses": {"pairs_found": 4},
        "feedback": 1,
        "reports_due": "2018-11",
    }


def test_a_stage_is_given_settings_warehouse_and_londons_clock(
    stages: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr("cjit.warehouse.prepare.prepare", lambda *stage: given.extend(stage))
    Night(now="2018-07-20T02:00:00")
    settings, warehouse, now = given

    assert warehouse.url.startswith("postgresql://cjit:")
    assert settings.data_dir.name == "data"
    assert now.isoformat() == "2018-07-20T02:00:00+01:00"


TALK = """
import os, sys
from pathlib import Path
from cjit.local import night
with night.output_to(Path(sys.argv[1])) as terminal:
    print("of Python")
    os.system("echo of others; echo of errors >&2")
    print("news", file=terminal)
print("after")
"""


def test_what_is_printed_goes_to_the_log_until_the_run_has_ended(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    done = subprocess.run([sys.executable, "-c", TALK, str(log)], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("news\nafter\n", "")
    assert sorted(log.read_text().splitlines()) == ["of Python", "of errors", "of others"]


def settled(calls: list[Any]) -> list[Any]:
    """The calls with the search after the feedback: neither of the two waits for the other."""
    at = {call: place for place, call in enumerate(calls) if isinstance(call, str)}
    if abs(at["feedback"] - at["near_misses"]) != 1:
        return calls
    first = min(at["feedback"], at["near_misses"])
    return [*calls[:first], "feedback", "near_misses", *calls[first + 2 :]]
