"""The command line as a person meets it: its words, its exit status, what it left behind."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cjit import cli
from cjit.local import airflow_home, night
from cjit.local.night import Event, Outcome
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse


@dataclass
class Said:
    """What a verb said and how it ended."""

    out: str
    err: str
    status: int


Cjit = Callable[..., Said]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """CJIT_DATA, not there yet; no other setting of cjit is in the environment."""
    for name in [name for name in os.environ if name.startswith("CJIT_") and "_TEST_" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", raising=False)  # that of other tests
    monkeypatch.chdir(tmp_path)  # where no .env is
    monkeypatch.setenv("CJIT_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def cjit(data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cjit:
    """Run a verb in this process."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["cjit", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        return Said(said.out, said.err, int(ended.value.code or 0))

    return run


class Runs:
    """Stands in for Airflow: notes which DAGs were to run, and does what a test has them do."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.does: dict[str, Callable[[], None]] = {}
        self.failures: dict[str, list[Event]] = {}
        self.due: str | None = None

    def run_dag(
        self, name: str, conf: dict[str, str], narrate: Callable[[Event], None], leave_out: str | None = None
    ) -> Outcome:
        """As cjit.local.night.run_dag."""
        self.asked.append((name, conf))
        self.does.get(name, lambda: None)()
        narrate(Event("success", "prepare", "", seconds=0.25))
        failures = self.failures.get(name, [])
        return Outcome(not failures, failures)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Airflow replaced: neither its metadata nor its import is waited for."""
    fake = Runs()
    monkeypatch.setattr(airflow_home, "set_up", lambda _: False)
    monkeypatch.setattr(airflow_home, "enter", airflow_home.made_home)
    monkeypatch.setattr(night, "run_dag", fake.run_dag)
    monkeypatch.setattr("cjit.cli.night.report_of_night", lambda *_: fake.due)
    return fake


@pytest.fixture
def stored(warehouse: Warehouse, data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A connection to the warehouse that the verbs of this test use."""
    monkeypatch.setenv("CJIT_WAREHOUSE_URL", warehouse.url)
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def settings(data: Path) -> Settings:
    """The settings that the verbs read."""
    return Settings()
