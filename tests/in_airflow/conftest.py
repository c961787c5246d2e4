"""One Airflow for all tests of this folder, started as `make up` does it, over two nights' data."""

import secrets
from collections.abc import Iterator

import pytest

from access.world import build
from cjit import local
from cjit.local import EmbeddedServer, airflow_home
from cjit.local.airflow_pages import Pages
from cjit.settings import Settings

from .post import mail_server
from .servers import Running, Server
from .signing import Asked, Signing, answer, asking
from .starting import PEOPLE, fab_server, family, make_people, works


@pytest.fixture(scope="package")
def passwords() -> dict[str, str]:
    """Of those who sign in by FAB."""
    return {name: secrets.token_urlsafe(12) for name in PEOPLE}


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory, passwords: dict[str, str]) -> Iterator[Running]:
    """Api-server, scheduler and dag-processor with a home and a warehouse of their own.

    The operator may sign reports, and two who sign in by FAB, which knows them by numbers. Ended with the
    package: idle, these servers take a tenth of the machine from the tests that follow.
    """
    settings = Settings(data=tmp_path_factory.mktemp("in_airflow") / "data", settle_seconds=0)
    pages = Pages(settings)
    try:
        airflow_home.set_up(settings)
        numbers = make_people(settings, passwords)
        settings.signers = f"operator, nora={numbers['nora']}, lou={numbers['lou']}"
        house = build(local.with_archive_key(settings), local.warehouse(settings))
        with mail_server() as post:
            with pytest.MonkeyPatch.context() as given:
                # Whatever the hour: what runs by the clock of the machine is no test's.
                given.setenv("AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE", "False")
                given.setenv("AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC", "1")  # two are waited for
                given.setenv("CJIT_REPORT_FILES", '["html"]')
                given.setenv("CJIT_PAGES_URL", "https://cjit.example/cjit/")
                given.setenv("CJIT_MAIL_CONNECTION", "agencies")
                mail = "disable_ssl=true&disable_tls=true&from_email=cjit%40example.org"
                given.setenv("AIRFLOW_CONN_AGENCIES", f"smtp://127.0.0.1:{post.port}/?{mail}")
                address = pages.up()
            yield Running(house, pages, address, post)
        started = family(pages)
        assert pages.down()
        assert [process for process in started if works(process)] == []
    finally:
        pages.down()
        EmbeddedServer.of(settings).remove()


@pytest.fixture(scope="package")
def fab(running: Running, passwords: dict[str, str]) -> Iterator[Server]:
    """A server of the same Airflow to which people sign in by FAB, as in production."""
    with fab_server(running.house.settings) as address:
        yield Server(address, passwords)


@pytest.fixture(scope="package")
def asked(running: Running) -> Asked:
    """Three reports that ask for a signature, at once since it is the scheduler that takes its time."""
    runs = {month: running.begin("monthly_report", **asking(month)) for month in ("2018-11", "2018-10")}
    outcome = running.pages.run_dag("monthly_report", asking("2018-09"), lambda _: None)
    return Asked(runs | {"2018-09": running.last_run("monthly_report")}, outcome)


@pytest.fixture(scope="package")
def signed(running: Running, fab: Server, asked: Asked) -> dict[str, Signing]:
    """November signed by the operator of `make up`, October by somebody of FAB's, September rejected."""
    tries = {
        "2018-11": (running, (None, "region", "admin", "operator", "operator"), "Approve"),
        "2018-10": (fab, (None, "vic", "pru", "erin", "nora", "lou"), "Approve"),
        "2018-09": (running, ("operator",), "Reject"),
    }
    ends = {month: answer(running, asked.runs[month], *tried) for month, tried in tries.items()}
    return {month: end() for month, end in ends.items()}
