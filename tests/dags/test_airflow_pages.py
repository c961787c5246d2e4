"""Airflow with its web pages on this machine, for real: it takes half a minute."""

import stat

import httpx
import psutil

from cjit.local import airflow_home
from cjit.local.airflow_pages import Pages
from cjit.local.night import Event
from cjit.settings import Settings


def _family(pages: Pages) -> list[psutil.Process]:
    running = pages._running()
    assert running is not None
    parents = [psutil.Process(process.pid) for process in running.processes]
    return parents + [child for parent in parents for child in parent.children(recursive=True)]


def _works(process: psutil.Process) -> bool:
    """Whether it has not ended; one that nobody has asked for its exit status yet is a zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_pages_come_up_on_the_loopback_address_run_a_dag_and_leave_nothing_behind(
    night_settings: Settings,
) -> None:
    pages = Pages(night_settings)
    assert pages.address() is None
    assert not pages.down()
    try:
        address = pages.up()
        family = _family(pages)
        listening = {c.laddr.ip for p in family for c in p.net_connections() if c.status == "LISTEN"}

        assert pages.up() == address  # found again, not started twice
        assert Pages(night_settings).address() == address
        assert listening == {"127.0.0.1"}
        assert httpx.get(f"{address}/api/v2/dags").status_code == 401
        passwords = airflow_home.home(night_settings) / "passwords.json"
        assert stat.S_IMODE(passwords.stat().st_mode) == 0o600

        told: list[Event] = []
        outcome = pages.run_dag("monthly_report", {"period": "2018-10"}, told.append)

        # There is no register in this CJIT_DATA: Permanent, so the scheduler does not try it again.
        assert not outcome.succeeded
        assert [event.sentence for event in outcome.failures] == ["prepare failed: its log says why"]
        assert [event.task for event in told if event.what == "failure"] == ["prepare"]
    finally:
        assert pages.down()
    assert [process for process in family if _works(process)] == []
    assert pages.address() is None


def test_passwords_are_made_once_and_one_for_each_user(night_settings: Settings) -> None:
    made = airflow_home.passwords(night_settings)

    assert made.keys() == airflow_home.USERS.keys()
    assert len(set(made.values())) == len(made)
    assert airflow_home.passwords(night_settings) == made
