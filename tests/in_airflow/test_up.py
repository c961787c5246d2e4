"""Airflow as `make up` starts it: on this machine alone, and what a run of a DAG says of itself."""

import stat

import httpx

from cjit.local import airflow_home
from cjit.local.airflow_pages import Pages
from cjit.local.night import Event

from .servers import Running
from .starting import family, listens_on


def test_it_listens_on_the_loopback_address_alone_and_is_found_again(running: Running) -> None:
    listening = {address for process in family(running.pages) for address in listens_on(process)}

    assert listening == {"127.0.0.1"}
    assert running.pages.up() == running.address  # found again, not started twice
    assert Pages(running.house.settings).address() == running.address
    assert httpx.get(f"{running.address}/api/v2/dags").status_code == 401


def test_passwords_are_made_once_one_for_each_user_and_for_nobody_else_to_read(running: Running) -> None:
    settings = running.house.settings
    made = airflow_home.passwords(settings)

    assert made.keys() == airflow_home.USERS.keys()
    assert len(set(made.values())) == len(made)
    assert airflow_home.passwords(settings) == made
    assert stat.S_IMODE((airflow_home.home(settings) / "passwords.json").stat().st_mode) == 0o600


def test_what_is_permanent_is_not_tried_again(running: Running) -> None:
    told: list[Event] = []
    outcome = running.pages.run_dag("monthly_report", {"period": "2018-11", "now": "soon"}, told.append)

    assert not outcome.succeeded
    assert [event.sentence for event in outcome.failures] == ["prepare failed: its log says why"]
    assert [event.task for event in told if event.what == "failure"] == ["prepare"]
