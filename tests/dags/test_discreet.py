"""An error that nobody foresaw may quote data: neither the log of its task nor the mail about it does."""

from typing import Any

import pytest

from cjit.errors import Permanent, Transient
from cjit.local import night
from cjit.tasks import TRIES, _discreet
from in_airflow.post import mail_server

from .conftest import Stages
from .test_dag_files import TASKS
from .test_nightly_run import Night

QUOTED = "a secret value"


@pytest.mark.parametrize("name", TASKS)
def test_every_task_that_calls_the_library_is_discreet(stages: Stages, name: str) -> None:
    works = {task.task_id: getattr(task, "python_callable", None) for task in night._dag(name).tasks}

    assert {task for task, work in works.items() if work is None} <= {"trigger_report", "ask", "notify"}
    assert [task for task, work in works.items() if work and work.__name__ != work.__wrapped__.__name__] == []


def test_neither_log_nor_mail_quotes_an_unforeseen_error(
    stages: Stages, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    stages.batches = [{"label": "A0001", "submissions": ["s1"]}]
    caused = Permanent("a rule is wrong")
    caused.__cause__ = ValueError(QUOTED)
    stages.errors = {"s1": [ValueError(QUOTED)], "near_misses": [caused]}
    with mail_server() as post:
        monkeypatch.setitem(TRIES, "email", "engineers@example.org")
        server = (
            f"smtp://127.0.0.1:{post.port}/?disable_ssl=true&disable_tls=true&from_email=cjit%40example.org"
        )
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", server)
        run = Night()

    said = "".join(capfd.readouterr())
    mails = {str(mail["Subject"]): mail.as_string() for mail in post.mails}
    [unforeseen, foreseen] = [event.sentence for event in run.outcome.failures]
    assert unforeseen.startswith("load (A0001): unforeseen ValueError at ")
    assert foreseen == "near_misses: a rule is wrong"
    assert "unforeseen ValueError at " in said
    assert "a rule is wrong" in said
    assert mails.keys() == {f"cjit: {task} of nightly_load has failed" for task in ("load", "near_misses")}
    assert QUOTED not in said + "".join(mails.values())
    assert "ValueError" not in "".join(mails.values())
    body = post.mails[0].get_body()
    assert body is not None
    html = body.get_content()
    assert "map index 0" in html
    assert "/dags/nightly_load/runs/" in html
    assert '/dags/nightly_load">' in html


def test_what_is_ours_or_airflows_stays_what_it_is(stages: Stages) -> None:
    from airflow.sdk.exceptions import AirflowSkipException, AirflowTaskTimeout  # noqa: PLC0415 - see night_settings

    def fail(error: BaseException) -> Any:
        raise error

    for error in (
        Transient("away"),
        Permanent("wrong"),
        AirflowSkipException("not now"),
        AirflowTaskTimeout("late"),
    ):
        with pytest.raises(type(error)) as raised:
            _discreet(fail)(error)
        assert raised.value is error
        assert raised.value.__suppress_context__


def test_the_place_is_the_innermost_line_of_the_library(stages: Stages) -> None:
    from cjit.local.clock import clock  # noqa: PLC0415 - as in a task

    def work(now: Any) -> Any:
        return clock(now, now)

    with pytest.raises(Permanent, match=r"^unforeseen \w+ at cjit\.local\.clock:\d+$"):
        _discreet(work)(object())
