"""The report of a month as a DAG run: its batches of areas, what stops it, its end with nobody to sign."""

from typing import Any

import psycopg

from cjit.errors import Permanent, Transient
from cjit.local import night
from cjit.local.night import Event, Outcome

from .conftest import Stages

TWO = [
    {"label": "areas 1 to 2 of 3", "areas": [["england", "england"], ["region", "North East"]]},
    {"label": "areas 3 to 3 of 3", "areas": [["provider", "A0001"]]},
]
WRITTEN = [("areas", "england", "North East"), ("areas", "A0001")]


def run(told: list[Event], *, sign_off: bool = False) -> Outcome:
    conf = {"now": "2018-12-20T02:00:00+00:00", "period": "2018-11", "sign_off": sign_off}
    return night.run_dag("monthly_report", conf, told.append)


def test_a_month_is_frozen_once_and_its_areas_written_in_batches_that_say_how_far_they_are(
    stages: Stages,
) -> None:
    stages.areas = TWO
    told: list[Event] = []

    assert run(told) == Outcome(succeeded=True, failures=[])
    assert stages.calls[:3] == ["prepare", "freeze", "batches"]
    assert sorted(stages.calls[3:5]) == sorted(WRITTEN)  # whichever comes first
    assert stages.calls[5:] == ["index"]
    done = [f"{event.task} {event.label}".rstrip() for event in told if event.what == "success"]
    assert {name for name in done if "areas" in name} == {f"files.areas {batch['label']}" for batch in TWO}
    assert not [name for name in done if name.startswith(("ask", "sign", "notify"))]


def test_a_batch_that_fails_keeps_no_other_from_being_written_but_holds_back_the_index_and_the_signature(
    stages: Stages,
) -> None:
    stages.areas = TWO
    stages.errors = {"england": [Permanent("no")], "A0001": [Transient("the disk is full"), None]}
    told: list[Event] = []
    outcome = run(told, sign_off=True)

    assert [event.sentence for event in outcome.failures] == ["files.areas (areas 1 to 2 of 3): no"]
    assert sorted(stages.calls[3:]) == sorted([*WRITTEN, WRITTEN[1]])  # what is Transient twice


def test_tasks_pass_the_freeze_and_its_areas_and_nothing_else(
    stages: Stages, metadata: psycopg.Connection[tuple[Any, ...]]
) -> None:
    stages.areas = TWO
    run([])
    passed = metadata.execute(
        """
        select task_id, value from xcom
        where run_id = (select run_id from dag_run where dag_id = 'monthly_report' order by id desc limit 1)
            and key = 'return_value'
        order by task_id, map_index
        """
    ).fetchall()

    assert passed == [
        ("batches", TWO),
        ("files.areas", {"areas": 2, "files": 10}),
        ("files.areas", {"areas": 1, "files": 5}),
        ("freeze", "freeze-1"),
    ]
