"""`cjit nightly` and `cjit report`: what is run, what is printed, how it ends."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from cjit.cli import night as night_verb
from cjit.cli.machine import SYNTHETIC
from cjit.cli.night import _ROWS_SHOWN
from cjit.errors import Permanent, Transient
from cjit.local import EmbeddedServer, airflow_home, night
from cjit.local.night import Event
from cjit.local.state import one_at_a_time
from cjit.settings import Settings

from .conftest import Cjit, Runs

CLOCK = "2018-12-20T02:00:00"


def arrive(
    stored: psycopg.Connection,
    number: int,
    verdict: str | None,
    fatal: str | None = None,
    stays: bool = False,
) -> None:
    """Record a submission and its verdict, as a night does. stays: its file, in the inbox."""
    name = f"s{number}"
    stored.execute(
        "insert into dq.submission values (%s, 'A0001', 'cjit', %s, %s, 1, 1, '2018-12-20T02:00Z', %s)",
        [name, f"file{number}.csv", "0" * 64, number],
    )
    if not stays:
        stored.execute("insert into dq.collected values (%s)", [name])
    if verdict:
        rows = [None] * 5 if fatal else [2000, 0, 1, 1999, 2]
        stored.execute(
            """
            insert into dq.verdict (
                submission_id, verdict, agency_code, fatal_rule, rows_submitted, rows_withheld, rows_in_error,
                rows_loaded, rows_with_warning, dataset_version, rules_version, lists_version, code_version
            ) values (%s, %s, 'A0001', %s, %s, %s, %s, %s, %s, 'O', '1', '1', '1')
            """,
            [name, verdict, fatal, *rows],
        )


def freeze(stored: psycopg.Connection, name: str, period: str, at: str) -> None:
    """Record a freeze, as a report does."""
    stored.execute(
        """
        insert into report."freeze" (
            freeze_id, freeze_no, period, frozen_at, inputs_sha256, episodes_sha256, submissions_sha256,
            references_sha256, code_version
        )
        select %s, count(*), %s, %s, '0', '0', '0', '0', '1' from report."freeze"
        """,
        [name, period, at],
    )


def test_a_night_shows_the_verdict_on_each_file_and_where_the_feedback_is(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, data: Path
) -> None:
    arrive(stored, 0, "accepted")  # of an earlier night

    def work() -> None:
        arrive(stored, 1, "accepted")
        arrive(stored, 2, "fatal", "F05")

    runs.does["nightly_load"] = work
    said = cjit("nightly", "--now", CLOCK)

    assert said.status == 0
    assert said.out.splitlines()[-6:] == [
        "  prepare: 0.2 s",
        "Agency  File       Verdict       Rows  Load %  DQ %",
        "A0001   file1.csv  accepted     2,000    99.9  99.8",
        "A0001   file2.csv  fatal (F05)",
        "2 files: 1 accepted, 1 fatal",
        f"Feedback: {data}/out/providers/<agency>/<submission>",
    ]
    assert runs.asked == [("nightly_load", {"now": "2018-12-20T02:00:00+00:00"})]


def test_a_night_that_picks_up_nothing_says_so(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, data: Path
) -> None:
    assert f"Nothing was picked up from {data}/inbox: it is empty." in cjit("nightly").out

    (data / "inbox" / "A0001").mkdir(parents=True)
    (data / "inbox" / "A0001" / "half.csv").touch()
    assert "1 files changed in the last 60 s or are no submissions" in cjit("nightly").out


def test_a_night_says_what_it_cannot_take_out_of_the_inbox(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, data: Path
) -> None:
    """As from a share that is mounted to be read alone."""
    (data / "inbox" / "A0001").mkdir(parents=True)
    (data / "inbox" / "A0001" / "file1.csv").touch()
    runs.does["nightly_load"] = lambda: arrive(stored, 1, "accepted", stays=True)
    stays = f"Still in {data}/inbox: 1 files that have been taken in, and cannot be taken out"
    assert stays in cjit("nightly").out

    runs.does.clear()
    said = cjit("nightly").out
    assert f"Nothing was picked up from {data}/inbox: nothing is new." in said
    assert stays in said


@pytest.mark.parametrize(
    "error", [Permanent("the engines disagree on E12"), Transient("the warehouse is away")]
)
def test_a_failed_task_is_a_sentence_and_status_2(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, error: Exception
) -> None:
    runs.does["nightly_load"] = lambda: arrive(stored, 1, None)
    runs.failures["nightly_load"] = [Event("failure", "load", "A0001", error)] * 2
    said = cjit("nightly")

    assert said.status == 2
    assert said.err == f"cjit: load (A0001): {error}\n"
    assert "No verdict was reached: 1 submissions wait for the next night." in said.out


def test_a_run_that_fails_without_a_failed_task_is_not_taken_for_a_success(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "run_dag", lambda *_, **__: night.Outcome(succeeded=False))
    said = cjit("nightly")

    assert said.status == 2
    assert "no task says why" in said.err


def test_the_latest_report_that_is_due_follows_a_night_that_succeeded(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.due = "2018-11"
    runs.does["monthly_report"] = lambda: freeze(stored, "2018-11-a", "2018-11", CLOCK + "+00:00")
    said = cjit("nightly", "--now", CLOCK)

    assert [(dag, conf.get("period")) for dag, conf in runs.asked] == [
        ("nightly_load", None),
        ("monthly_report", "2018-11"),
    ]
    assert said.out.splitlines()[-1] == f"Report of 2018-11: {data}/out/reports/2018-11/2018-11-a"


def test_no_report_follows_a_night_that_failed(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.due = "2018-11"
    runs.failures["nightly_load"] = [Event("failure", "load", "A0001", Permanent("no"))]
    cjit("nightly")

    assert [dag for dag, _ in runs.asked] == ["nightly_load"]


def test_a_second_run_at_the_same_time_waits_and_says_so(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first lets go as soon as the second has spoken."""
    lock = airflow_home.made_home(settings) / "run.lock"
    with ExitStack() as first:
        first.enter_context(one_at_a_time(lock))
        say = night_verb._wait

        def speak(dag: str) -> None:
            say(dag)
            assert runs.asked == []
            first.close()

        monkeypatch.setattr(night_verb, "_wait", speak)
        said = cjit("nightly")
    assert said.status == 0
    assert "nightly_load: another run is under way on this CJIT_DATA, this one waits for it" in said.out
    assert [dag for dag, _ in runs.asked] == ["nightly_load"]


def test_many_verdicts_are_cut_short_and_counted(cjit: Cjit, runs: Runs, stored: psycopg.Connection) -> None:

    def many() -> None:
        for number in range(_ROWS_SHOWN + 5):
            arrive(stored, number, "accepted")

    runs.does["nightly_load"] = many
    said = cjit("nightly")

    assert len([line for line in said.out.splitlines() if line.startswith("A0001")]) == _ROWS_SHOWN
    assert "… and 5 more: out.submission lists all" in said.out
    assert f"{_ROWS_SHOWN + 5} files: {_ROWS_SHOWN + 5} accepted" in said.out


def test_where_there_is_nothing_at_all_synthetic_files_are_made_first(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, data: Path
) -> None:
    cjit("nightly", "--sample-when-empty", "--now", CLOCK)
    files = [file for file in (data / "inbox").rglob("*") if file.is_file()]
    clock = datetime.fromisoformat(CLOCK + "+00:00").timestamp()

    assert (data / "agencies.csv").exists()
    assert (data / SYNTHETIC).exists()
    assert len(files) > 12
    assert max(file.stat().st_mtime for file in files) < clock - 3600  # no settle time holds them up


@pytest.mark.parametrize(
    "brought", ["a register", "a file", "an inbox elsewhere", "an earlier night", "no wish"]
)
def test_no_synthetic_file_is_put_among_what_people_brought(
    cjit: Cjit,
    runs: Runs,
    stored: psycopg.Connection,
    data: Path,
    brought: str,
) -> None:
    (data / "inbox" / "A0001").mkdir(parents=True)
    if brought == "a register":
        (data / "agencies.csv").write_text("theirs")
    elif brought == "a file":
        (data / "inbox" / "A0001" / "theirs.csv").touch()
    elif brought == "an inbox elsewhere":
        (data.parent / ".env").write_text(f"CJIT_INBOX={data / 'elsewhere'}\n")
    elif brought == "an earlier night":
        arrive(stored, 1, "accepted")
    cjit("nightly", *(["--sample-when-empty"] if brought != "no wish" else []))

    assert not (data / SYNTHETIC).exists()
    assert len(list((data / "inbox").rglob("*.csv"))) == (brought == "a file")


def test_a_report_says_where_it_is(cjit: Cjit, runs: Runs, stored: psycopg.Connection, data: Path) -> None:
    for number, day in enumerate(("2018-11-15", "2018-12-01")):
        freeze(stored, f"f{number}", "2018-10", day)
    said = cjit("report", "2018-10", "--now", CLOCK)

    assert said.status == 0
    asked = {"period": "2018-10", "now": "2018-12-20T02:00:00+00:00", "sign_off": False}
    assert runs.asked == [("monthly_report", asked)]
    assert said.out.splitlines()[-1] == f"Report of 2018-10: {data}/out/reports/2018-10/f1"


def test_the_files_of_an_earlier_freeze_are_written_again_without_a_run(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "cjit.cli.night.render", lambda _s, _w, period, freeze, _tell: rendered.append((period, freeze))
    )
    said = cjit("report", "2018-10", "--freeze", "f0")

    assert said.status == 0
    assert rendered == [("2018-10", "f0")]
    assert runs.asked == []


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        (("nightly",), "airflow dags trigger nightly_load"),
        (("nightly", "--now", CLOCK), f'airflow dags trigger nightly_load --conf \'{{"now": "{CLOCK}"}}\''),
        (("report", "2018-11"), 'airflow dags trigger monthly_report --conf \'{"period": "2018-11"}\''),
        (("setup",), "airflow dags trigger nightly_load"),
        (("up",), "airflow api-server"),
    ],
)
@pytest.mark.parametrize("how", ["", "_CMD", "_SECRET"])
def test_where_another_airflow_is_set_up_it_is_named_and_no_second_one_made(  # noqa: PLR0917 - fixtures
    cjit: Cjit,
    runs: Runs,
    stored: psycopg.Connection,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    instead: str,
    how: str,
) -> None:
    name = f"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN{how}"
    monkeypatch.setenv(name, "postgresql+psycopg://airflow:open-sesame@postgres:5432/airflow")
    said = cjit(*words)

    assert said.status == 2
    assert said.err.startswith(f"cjit: this deployment has an Airflow of its own ({name} is set): ")
    assert instead in said.err
    assert "sesame" not in said.err
    assert runs.asked == []
    assert not (data / "server").exists()


def test_the_airflow_of_this_machine_is_no_other_one(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run in one process finds what the first one has entered; a trial of somebody's has SQLite."""
    monkeypatch.setattr(EmbeddedServer, "start", lambda *_: "postgresql://cjit:secret@127.0.0.1:1/airflow")
    for name, value in airflow_home.environment(settings).items():
        monkeypatch.setenv(name, value)
    assert cjit("report", "2018-11").status == 0

    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "sqlite:////opt/trial/airflow.db")
    assert cjit("report", "2018-11").status == 0


@pytest.mark.parametrize(
    "words", [("report", "2018-13"), ("report", "October"), ("nightly", "--now", "tonight")]
)
def test_what_is_no_month_or_no_time_is_refused_before_anything_runs(
    cjit: Cjit, runs: Runs, stored: psycopg.Connection, words: tuple[str, ...]
) -> None:
    said = cjit(*words)

    assert (said.status, runs.asked) == (2, [])
    assert said.err.startswith("cjit: ")
    assert "Traceback" not in said.err
