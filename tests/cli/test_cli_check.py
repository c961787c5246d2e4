"""`cjit check`: what a provider reads, what a program reads, and how it ends."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from nights.files import REGISTER, extract, row, stays

from .conftest import Cjit

NOW = ("--now", "2018-12-20T02:00")


@pytest.fixture(autouse=True)
def _register(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJIT_AGENCIES", str(REGISTER))
    monkeypatch.setenv("CJIT_WAREHOUSE_URL", "postgresql://nobody@127.0.0.1:1/none")  # never asked


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "night.csv"


def test_a_clean_file_ends_with_0(cjit: Cjit, file: Path) -> None:
    file.write_bytes(extract(row(1), row(2)))
    said = cjit("check", str(file), *NOW)
    assert said.status == 0
    assert said.out.splitlines()[:6] == [
        "night.csv: would be accepted",
        "Agency A0001, CJIT dataset O, as received on 20 December 2018",
        "Rows: 2 submitted, 0 withheld, 0 in error, 2 loaded, 0 of them with a warning",
        "Load %  100.0% = 100 × 2 ÷ 2",
        "DQ %    100.0% = 100 × 2 ÷ 2",
        "Nothing to put right.",
    ]
    assert said.err.splitlines() == [
        "cjit: reading the register",
        "cjit: checking the file",
        "cjit: putting findings in order",
    ]


def test_findings_come_by_cause_in_the_order_of_work_and_end_with_1(cjit: Cjit, file: Path) -> None:
    rows = [row(n, ROUTE="9") for n in range(1, 8)]
    file.write_bytes(extract(*rows, row(8, SEX=""), row(9, CONSENT="N")))
    said = cjit("check", str(file), *NOW)
    assert said.status == 1
    lines = said.out.splitlines()
    assert lines[2] == "Rows: 8 submitted, 1 withheld, 1 in error, 7 loaded, 7 of them with a warning"
    assert lines[3:5] == ["Load %  87.5% = 100 × 7 ÷ 8", "DQ %    0.0% = 100 × 0 ÷ 7"]
    assert [line for line in lines if line.endswith(("loaded", "these"))] == [
        "Errors: 1 finding, these rows would not be loaded",
        "Warnings: 7 findings, these rows would be loaded",
    ]
    assert "      9: 7 rows. Rows 1, 2, 3, 4, 5 and 2 more" in lines
    assert sum("ROUTE (W17)" in line for line in lines) == 1


def test_a_fatal_file_is_a_finding_and_a_note_is_not(cjit: Cjit, file: Path) -> None:
    file.write_bytes(extract(row(AGNCY="A0002")))
    said = cjit("check", str(file), "--agency", "a0001", *NOW)
    assert said.status == 1
    assert said.out.startswith("night.csv: fatal (F07)\n")
    assert "the folder of A0001" in said.out
    assert cjit("check", str(file), *NOW).status == 0

    file.write_bytes(extract(row(CLIENT="Zoë")).decode().encode("cp1252"))
    said = cjit("check", str(file), *NOW)
    assert (said.status, "(N01)" in said.out) == (0, True)


def test_no_answer_ends_with_2(cjit: Cjit, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = cjit("check", str(file), *NOW)
    assert (said.status, said.out) == (2, "")
    assert said.err.endswith("cjit: the file cannot be read: No such file or directory\n")
    file.write_bytes(extract(row()))
    assert cjit("check", str(file), "--now", "yesterday").status == 2
    monkeypatch.setenv("CJIT_AGENCIES", str(file.with_name("none.csv")))
    assert "register of agencies is missing" in cjit("check", str(file), *NOW).err


def test_json_holds_every_finding_and_nothing_else_is_on_standard_output(cjit: Cjit, file: Path) -> None:
    file.write_bytes(extract(row(1, ROUTE="=9"), row(2, ROUTE="9", DOB="31/02/1980")))
    said = cjit("check", str(file), "--json", *NOW)
    told = json.loads(said.out)
    assert said.status == 1
    assert (told["status"], told["agency_code"], told["feed"]) == ("accepted", "A0001", "cjit")
    assert (told["rows_submitted"], told["rows_loaded"], told["load_pct"], told["dq_pct"]) == (
        2,
        1,
        50.0,
        0.0,
    )
    found = [(f["row_no"], f["severity"], f["rule"], f["item"], f["value"]) for f in told["findings"]]
    assert found == [
        (2, "error", "E03", "DOB", "**********"),
        (1, "warning", "W17", "ROUTE", "=9"),
        (2, "warning", "W17", "ROUTE", "9"),
    ]
    assert all(f["message"] and f["fix"] and f["client_ref"] and f["episode_id"] for f in told["findings"])
    assert {"sha256", "content_sha256", "row_set_hash", "versions", "causes"} <= told.keys()

    file.write_bytes(b"")
    told = json.loads(cjit("check", str(file), "--json", *NOW).out)
    assert (told["status"], told["fatal_rule"], told["load_pct"], told["agency_code"]) == (
        "fatal",
        "F01",
        None,
        None,
    )


def test_json_of_many_findings_is_written_a_piece_at_a_time(
    cjit: Cjit, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whole, the largest file that may come took 20 GB.
    pieces: list[str] = []
    monkeypatch.setattr("builtins.print", lambda text, **_: pieces.append(text))
    file.write_bytes(
        extract(*(row(number, CLIENT=f"a\u2028{number}", ROUTE="9") for number in range(1, 2502)))
    )
    cjit("check", str(file), "--json", *NOW)
    told = json.loads("".join(pieces))
    assert [f["row_no"] for f in told["findings"]] == list(range(1, 2502))
    assert told["findings"][-1]["client_ref"] == "a\u20282501"
    assert "".join(pieces) == json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    assert max(piece.count('"rule": "W17"') for piece in pieces) <= 1_000


def test_a_secure_file_is_known_by_its_columns(cjit: Cjit, file: Path) -> None:
    file.write_bytes(stays(1))
    said = cjit("check", str(file), *NOW)
    assert said.status == 0
    assert "Agency DMI, Secure settings" in said.out


def test_nothing_is_stored(cjit: Cjit, file: Path, data: Path) -> None:
    file.write_bytes(extract(row()))
    cjit("check", str(file), *NOW)
    assert not data.exists()
    assert list(file.parent.iterdir()) == [file]


def test_a_name_that_the_night_would_not_pick_up_is_told(cjit: Cjit, tmp_path: Path) -> None:
    for name, told in ((".a.csv", True), ("a.txt", True), ("a.CSV", False)):
        (tmp_path / name).write_bytes(extract(row()))
        assert ("The night takes up" in cjit("check", str(tmp_path / name), *NOW).out) is told


def test_a_terminal_has_a_bar_and_obeys_nothing_of_the_file(file: Path) -> None:
    file.write_bytes(extract(row(ROUTE="\x1b[31m9")))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [Path(sys.executable).with_name("cjit"), "check", str(file), *NOW],
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
        check=False,
    )
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 1
    assert "━" in shown
    assert "�[31M9" in shown
