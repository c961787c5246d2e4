"""The other verbs, and what all of them have in common."""

import io
import os
import pty
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import psycopg
import pytest
from rich.console import Console

from cjit.cli import app, show
from cjit.cli.machine import SYNTHETIC
from cjit.errors import Transient
from cjit.local import airflow_home
from cjit.local.airflow_pages import Pages
from cjit.local.night import Event
from cjit.local.server import EmbeddedServer

from .conftest import Cjit

VERBS = [command.callback.__name__ for command in app.registered_commands if command.callback]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(cjit: Cjit, verb: str) -> None:
    said = cjit(verb, "--help")

    assert said.status == 0
    assert f"cjit {verb}" in said.out


def test_an_unknown_verb_or_setting_is_refused(cjit: Cjit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cjit("frobnicate").status == 2

    for setting, value in (
        ("CJIT_SETTLE_SECONDS", "sesame"),
        ("CJIT_REPORT_FILES", "sesame"),
        ("CJIT_WAREHOUSE_URL", "mysql://sesame"),
    ):
        with monkeypatch.context() as environment:
            environment.setenv(setting, value)
            said = cjit("status")
        assert said.status == 2
        assert said.err.startswith(f"cjit: {setting}: ")
        assert "sesame" not in said.err


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://someone:sesame@127.0.0.1:1/none", "cannot be reached: see that its server is up"),
        ("postgresql://someone:sesame@127.0.0.1:open/none", "cannot be reached: see that its server is up"),
        (
            "postgresql://someone:sesame@127.0.0.1/none?lock=yes",
            "CJIT_WAREHOUSE_URL cannot be read: write it",
        ),
    ],
)
def test_a_warehouse_that_is_not_there_says_what_to_look_at(
    cjit: Cjit, monkeypatch: pytest.MonkeyPatch, address: str, told: str
) -> None:
    monkeypatch.setenv("CJIT_WAREHOUSE_URL", address)

    said = cjit("status")
    assert said.status == 2
    assert told in said.err
    assert "sesame" not in said.err


def test_a_fault_of_ours_is_a_sentence_and_an_unforeseen_one_shows_where_it_happened(
    cjit: Cjit, stored: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(error: Exception) -> None:
        def relink(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("cjit.matching.match.link_and_match", relink)

    fail(Transient("the warehouse is away"))
    assert cjit("relink").err == "cjit: the warehouse is away\n"

    fail(ZeroDivisionError("a secret value"))
    said = cjit("relink")
    assert said.status == 2
    assert "Traceback" in said.err
    assert said.err.splitlines()[-1] == "ZeroDivisionError"
    assert "a secret value" not in said.err


def test_the_address_is_printed_and_nothing_else(data: Path) -> None:
    try:
        done = subprocess.run(
            [Path(sys.executable).with_name("cjit"), "status", "--url"],
            capture_output=True,
            text=True,
            check=True,
        )
        url = done.stdout.removesuffix("\n")

        assert "\n" not in url
        assert done.stderr == ""
        with psycopg.connect(url) as connection:
            row = connection.execute("select current_database()").fetchone()
        assert row == ("warehouse",)
    finally:
        EmbeddedServer(data).remove()


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("relink", "--full"),
        ("retention", "--dry-run"),
        ("replay", "--as-of", "2019-01-01", "--period", "2018-11"),
        ("report", "2018-11", "--freeze", "2018-11-0123456789ab"),
        ("sign", "2018-11", "--by", "R. Viewer", "--why", "seen"),
        ("release", "2018-11"),
        ("pack", "2018-19"),
        ("decide", "pair", "x", "same", "--by", "R. Viewer", "--why", "seen"),
    ],
)
def test_a_verb_says_what_to_do_where_the_warehouse_has_no_tables(
    cjit: Cjit, stored: psycopg.Connection, words: tuple[str, ...]
) -> None:
    stored.execute("drop schema dq cascade")

    said = cjit(*words)
    assert said.status == 2
    assert "cjit setup" in said.err


def test_pages_that_cannot_be_served_are_a_sentence_and_status_2(
    cjit: Cjit, stored: psycopg.Connection
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        for words, told in (
            (("--port", taken), "choose another with --port"),
            (("--port", taken, "--host", "localhost"), "choose another with --port"),
            (("--port", "70000"), "--port"),
            (("--host", "pages.example.org"), "is no address"),
            (("--host", "0.0.0.0"), "CJIT_PROXY_SECRET is not set"),  # noqa: S104 - refused
        ):
            said = cjit("serve", *words)
            assert said.status == 2
            assert told in said.err
            assert "Traceback" not in said.err


def test_status_tells_what_is_loaded_waiting_and_overdue(cjit: Cjit, stored: psycopg.Connection) -> None:
    agency = "insert into ref.agency values (%s, %s, 'X', %s, %s, %s, null)"
    stored.execute(agency, ["A0001", "On time", "cjit", "2015-04-01", "9999-12-31"])
    stored.execute(agency, ["A0002", "Late", "cjit", "2015-04-01", "9999-12-31"])
    stored.execute(agency, ["A0003", "Silent", "cjit", "2015-04-01", "9999-12-31"])
    stored.execute(agency, ["A0004", "Closed", "cjit", "2015-04-01", "2018-11-30"])
    stored.execute(agency, ["S0001", "Treatment", "structured", "2015-04-01", "9999-12-31"])
    for name, agency_code, received in (
        ("s1", "A0001", "2018-12-01T00:00Z"),
        ("s2", "A0002", "2018-11-30T23:59Z"),
        ("s3", "A0003", "2018-12-02T02:00Z"),
    ):
        stored.execute(
            "insert into dq.submission values (%s, %s, 'cjit', 'f.csv', '0', 1, 1, %s, 1)",
            [name, agency_code, received],
        )
        if name != "s3":
            stored.execute(
                """
                insert into dq.verdict (
                    submission_id, verdict, agency_code, dataset_version, rules_version, lists_version,
                    code_version
                ) values (%s, 'accepted', %s, 'O', '1', '1', '1')
                """,
                [name, agency_code],
            )
    said = cjit("status", "--now", "2018-12-05")

    assert said.status == 0
    assert "Files      2 accepted, 0 refused, 0 held, 1 waiting" in said.out
    assert "last received 2018-12-02 02:00" in said.out
    assert said.out.splitlines()[-3:] == [
        "Agency  Name    Last accepted",
        "A0002   Late    2018-11-30",
        "A0003   Silent  never",
    ]


@pytest.mark.parametrize("full", [True, False])
def test_relinking_says_what_it_did(
    cjit: Cjit, stored: psycopg.Connection, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def relink(_warehouse: object, full: bool = False) -> dict[str, int]:
        asked.append(full)
        return {"people_touched": 1234}

    def search(_settings: object, _warehouse: object, full: bool = False) -> dict[str, int]:
        asked.append(full)
        return {"pairs_found": 5}

    monkeypatch.setattr("cjit.matching.match.link_and_match", relink)
    monkeypatch.setattr("cjit.linkage.near_misses.find_near_misses", search)
    said = cjit("relink", *(["--full"] if full else []))

    assert (said.out, asked) == ("people touched: 1,234, pairs found: 5\n", [full, full])


def test_a_sample_is_written_as_it_was_asked_for(
    cjit: Cjit, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def write_sample(out: Path, agencies: int, months: int, until: date | None, seed: int) -> None:
        asked.extend([out, agencies, months, until, seed])

    monkeypatch.setattr("cjit.sample.write_sample", write_sample)
    cjit(
        "sample", "--out", "here", "--agencies", "3", "--months", "6", "--until", "2018-11-30", "--seed", "4"
    )
    assert asked == [Path("here"), 3, 6, date(2018, 11, 30), 4]

    assert cjit("sample", "--out", "here", "--agencies", "0").status == 2


def test_a_sample_that_cannot_be_written_is_a_sentence(cjit: Cjit, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = cjit("sample", "--out", str(tmp_path / "file"), "--agencies", "1", "--months", "1")
    assert said.status == 2
    assert said.err.startswith("cjit: the files cannot be written")
    assert "Traceback" not in said.err


def test_cleaning_removes_what_was_made_up_and_leaves_what_was_brought(cjit: Cjit, data: Path) -> None:
    (data / "inbox").mkdir(parents=True)
    (data / "airflow").mkdir()
    said = cjit("clean")
    assert [path.name for path in data.iterdir()] == ["inbox"]
    assert "stays" in said.out

    (data / SYNTHETIC).touch()
    cjit("clean")
    assert not data.exists()


def test_stopping_what_is_not_up_is_no_fault(cjit: Cjit, data: Path) -> None:
    said = cjit("down")

    assert (said.status, said.out) == (0, "Nothing was up.\n")
    assert not data.exists()


def test_coming_up_shows_address_users_and_passwords(
    cjit: Cjit, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pages, "up", lambda _: "http://127.0.0.1:8080")
    monkeypatch.setattr(airflow_home, "passwords", lambda _: {"admin": "sesame"})
    said = cjit("up")

    assert "Airflow is up at http://127.0.0.1:8080" in said.out
    assert "admin  admin            Engineer              sesame" in said.out


def test_tables_are_ruled_in_a_terminal_and_plain_elsewhere() -> None:
    plain, ruled = io.StringIO(), io.StringIO()
    rows = [("[A0001]", None, 1234), ("B", "x", 5)]
    show.table(show.console(plain), ["Agency", "File", "Rows"], rows, numbers=1)
    show.table(
        Console(file=ruled, force_terminal=True, width=80), ["Agency", "File", "Rows"], rows, numbers=1
    )

    assert plain.getvalue().splitlines() == [
        "Agency   File   Rows",
        "[A0001]        1,234",
        "B        x         5",
    ]
    assert "┃" in ruled.getvalue()
    assert "1,234" in ruled.getvalue()
    assert "[A0001]" in ruled.getvalue()


IN_A_TERMINAL = """
import sys
from pathlib import Path
from cjit.cli import show
from cjit.local import night
from cjit.local.night import Event
with night.output_to(Path(sys.argv[1])) as terminal, show.progress(show.console(terminal)) as narrate:
    kept = sys.stdout  # as Airflow does when it is imported
    narrate(Event("execute", "load", "[A0001]"))
    print("noise", file=kept)
    narrate(Event("success", "load", "[A0001]", seconds=1))
print("late noise", file=kept, flush=True)
"""


def test_in_a_terminal_the_noise_goes_to_the_log_and_the_spinner_takes_nothings_place(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    run = subprocess.run(
        [sys.executable, "-c", IN_A_TERMINAL, tmp_path / "log"], stdout=theirs, stderr=theirs, check=False
    )
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    os.close(theirs)

    assert run.returncode == 0
    assert "load [A0001]: 1.0 s" in shown
    assert shown.rstrip().endswith("late noise")
    assert (tmp_path / "log").read_text() == "noise\n"


def test_progress_is_a_line_for_what_has_ended(capsys: pytest.CaptureFixture[str]) -> None:
    with show.progress(show.console()) as narrate:
        narrate(Event("execute", "load", "A0001"))
        narrate(Event("retry", "load", "A0001", Transient("cut")))
        narrate(Event("success", "load", "A0001", seconds=1.26))
        narrate(Event("failure", "linkage", "", ValueError("Xanthippe")))

    assert capsys.readouterr().out.splitlines() == [
        "  load (A0001): cut; it will be tried again",
        "  load A0001: 1.3 s",
        "  linkage: failed",
    ]
