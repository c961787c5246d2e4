"""One Airflow for all tests of the DAGs: its metadata takes seconds to make, and a process has only one."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from cjit.local import EmbeddedServer, airflow_home
from cjit.settings import Settings
from cjit.tasks import TRIES


@pytest.fixture(scope="session")
def night_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose Airflow this process has entered; the stages of a night may be replaced by a test."""
    settings = Settings(data=tmp_path_factory.mktemp("nights") / "data", settle_seconds=0)
    before = dict(os.environ)
    try:
        airflow_home.set_up(settings)
        airflow_home.enter(settings)
        yield settings
    finally:
        if "airflow.settings" in sys.modules:
            sys.modules["airflow.settings"].dispose_orm()  # while its server is there
        os.environ.clear()
        os.environ.update(before)
        EmbeddedServer.of(settings).remove()


@pytest.fixture
def metadata(night_settings: Settings) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Airflow's own database."""
    with psycopg.connect(EmbeddedServer.of(night_settings).start("airflow")) as connection:
        yield connection


class Stages:
    """Stands in for the stages of a night: notes the order of calls, answers and fails as it is told."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self.batches: list[dict[str, Any]] = []
        self.areas: list[dict[str, Any]] = []
        self.due: str | None = None
        self.errors: dict[str, list[BaseException | None]] = {}
        """What to raise, by stage or submission, call by call; None = nothing."""

    def call(self, name: str, *given: Any) -> None:
        """Note a call, and fail where a failure is left for it."""
        self.calls.append((name, *given) if given else name)
        planned = self.errors.get(given[0] if given else name, [])
        error = planned.pop(0) if planned else None
        if error is not None:
            raise error

    def load_batch(self, _settings: Any, _warehouse: Any, submissions: list[str], secret: bytes) -> Any:
        """As cjit.warehouse.batch.load_batch."""
        assert len(secret) >= 32
        self.call("load", *submissions)
        return {"accepted": len(submissions)}

    def write_batch(self, _settings: Any, _warehouse: Any, freeze_id: str, areas: list[list[str]]) -> Any:
        """As cjit.report.run.write_batch."""
        assert freeze_id == "freeze-1"
        self.call("areas", *(code for _, code in areas))
        return {"areas": len(areas), "files": 5 * len(areas)}

    def answer(self, name: str, value: Any) -> Any:
        """A stage that answers `value`, or what it gives when called."""

        def stage(*_: Any, **__: Any) -> Any:
            self.call(name)
            return value() if callable(value) else value

        return stage


@pytest.fixture
def stages(night_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stages:
    """The stages replaced; what is Transient is tried again without a pause."""
    fake = Stages()
    monkeypatch.setattr("cjit.warehouse.prepare.prepare", fake.answer("prepare", None))
    monkeypatch.setattr("cjit.entry.send.put_into_inbox", fake.answer("entry", 0))
    monkeypatch.setattr("cjit.warehouse.arrivals.receive", fake.answer("intake", lambda: fake.batches))
    monkeypatch.setattr("cjit.warehouse.batch.load_batch", fake.load_batch)
    monkeypatch.setattr("cjit.linkage.link.relink", fake.answer("linkage", {"people": 2}))
    monkeypatch.setattr("cjit.matching.match.match", fake.answer("matching", {"matches": 3}))
    search = fake.answer("near_misses", {"pairs_found": 4})
    monkeypatch.setattr("cjit.linkage.near_misses.find_near_misses", search)
    monkeypatch.setattr("cjit.warehouse.feedback.publish", fake.answer("feedback", 1))
    monkeypatch.setattr("cjit.report.due.report_of_night", fake.answer("reports_due", lambda: fake.due))
    monkeypatch.setattr("cjit.report.run.freeze_month", fake.answer("freeze", "freeze-1"))
    monkeypatch.setattr("cjit.report.run.batches", fake.answer("batches", lambda: fake.areas))
    monkeypatch.setattr("cjit.report.run.write_batch", fake.write_batch)
    monkeypatch.setattr("cjit.report.run.finish", fake.answer("index", None))
    monkeypatch.setattr("cjit.report.signing.is_signed", fake.answer("is_signed", value=False))

    monkeypatch.setitem(TRIES, "retry_delay", timedelta(0))
    return fake
