"""What fails behind a page: readers are told that it did, engineers why, and neither of whom."""

import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from cjit.errors import Permanent, Transient
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

from .people import OURS, app_of, headers_of

SAID = "the warehouse failed at web/mismatch: no such column"


class Broken(Warehouse):
    """A warehouse all of whose sessions fail alike."""

    def __init__(self, error: Exception) -> None:
        super().__init__("")
        self._error = error

    def session(self):  # type: ignore[no-untyped-def]
        raise self._error


@pytest.fixture
def log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.LogCaptureFixture]:
    # What configures logging for a program of its own (Airflow, in other tests) may have switched it off.
    monkeypatch.setattr(logging.getLogger("cjit.web.faults"), "disabled", False)
    with caplog.at_level(logging.WARNING):
        yield caplog


def asked(settings: Settings, error: Exception, path: str) -> tuple[int, str]:
    """Whatever is raised, the server gets to see an answer and no error to log."""
    client = TestClient(app_of(settings, Broken(error)), headers=headers_of("north") | {"Origin": OURS})
    answer = client.get(path)
    assert "<h1" in answer.text
    assert answer.headers["content-security-policy"]
    return answer.status_code, answer.text


@pytest.mark.parametrize(("error", "status"), [(Permanent(SAID), 500), (Transient(SAID), 503)])
def test_our_own_faults_are_logged_in_their_words_under_the_routes_pattern(
    tmp_settings: Settings, log: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    found, text = asked(tmp_settings, error, "/mismatches/8f2c?agency=A0001")
    assert (found, SAID in text) == (status, False)
    (line,) = [each.getMessage() for each in log.records if each.name.startswith("cjit")]
    assert line == f"GET /mismatches/{{mismatch_id}} failed: {SAID}"


def test_of_what_nobody_foresaw_the_type_and_the_place_are_logged_alone(
    tmp_settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    found, text = asked(tmp_settings, KeyError("client ref-1, born 14/03/1985"), "/mismatches/8f2c")
    assert found == 500
    assert "Tell the data engineers." in text
    (record,) = [each for each in log.records if each.name.startswith("cjit")]
    line = record.getMessage()
    assert line.startswith("GET /mismatches/{mismatch_id} failed: KeyError at warehouse/asking.py:")
    assert record.exc_info is None
    assert not any(told in text + log.text for told in ("ref-1", "1985", "8f2c"))
