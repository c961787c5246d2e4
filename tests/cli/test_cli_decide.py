"""`cjit decide`: what it says, its exit status, and that all that follows is done when it ends."""

from pathlib import Path

import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import REGISTER, extract, row
from nights.house import ARCHIVE_KEY, SECRET, House

from .conftest import Cjit

SIGNED = ("--by", "R. Viewer", "--why", "the agency says so", "--now", "2018-12-22T09:00")


@pytest.fixture
def house(data: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> House:
    """A deployment that the command line knows by its environment."""
    monkeypatch.setenv("CJIT_WAREHOUSE_URL", warehouse.url)
    monkeypatch.setenv("CJIT_LINKAGE_SECRET", SECRET.decode())
    monkeypatch.setenv("CJIT_ARCHIVE_KEY", ARCHIVE_KEY.get_secret_value())
    monkeypatch.setenv("CJIT_AGENCIES", str(REGISTER))
    return House.of(Settings(data=data, settle_seconds=0), warehouse)


def people(*numbers: int) -> bytes:
    return extract(*(row(n, FINITIAL="ABCDEFGHIJKLMN"[n]) for n in numbers))


def test_a_mismatch_is_decided_once(cjit: Cjit, house: House) -> None:
    house.send(people(1, 2), day=20)
    house.send(people(1), day=21)
    said = cjit("decide", "mismatch", "A0001", "E2", "m1", "delete", *SIGNED)
    assert (said.status, said.err) == (0, "")
    assert said.out == "The episode is deleted: M1 of agency A0001 is closed.\n"
    assert house.column("select episode_id from out.episode") == ["E1"]
    assert house.column("select count(*) from core.touched_person") == [0]

    again = cjit("decide", "mismatch", "A0001", "E2", "M1", "keep", *SIGNED)
    assert again.status == 2
    assert again.err.startswith("cjit: no M1 of that episode")
    assert "deleted by R. Viewer on 22/12/2018" in again.err
    assert house.column("select state from out.mismatch") == ["deleted"]


def test_a_held_file_is_shown_refused_and_released(cjit: Cjit, house: House) -> None:
    house.send(people(*range(12)), day=20)
    (held,) = house.send(people(0, 13), day=21)
    name = held["submission_id"]
    shown = cjit("status", "--now", "2018-12-21")
    assert "1 held" in shown.out
    assert any(line.split() == [name, "A0001", "12", "11"] for line in shown.out.splitlines())

    refused = cjit("decide", "file", name, "refuse", *SIGNED)
    assert (refused.status, refused.out) == (
        0,
        "Refused: the file stays held, and nothing of it is loaded.\n",
    )
    assert "0 held" in cjit("status", "--now", "2018-12-21").out

    released = cjit("decide", "file", name, "release", *SIGNED)
    assert released.status == 0
    assert released.out.endswith("Released: the file is loaded.\n")
    assert house.column("select status from out.submission where submission_id = %s", name) == ["accepted"]
    page = house.settings.out_dir / "providers/A0001" / name / "summary.html"
    assert "All 2 rows were loaded." in page.read_text(encoding="utf-8")

    for answer in ("release", "refuse"):
        again = cjit("decide", "file", name, answer, *SIGNED)
        assert (again.status, again.err) == (
            2,
            "cjit: that file is not held any more: R. Viewer released it\n",
        )


@pytest.mark.parametrize(
    "words",
    [
        ("mismatch", "A0001", "E1", "M6", "delete", *SIGNED),
        ("mismatch", "A0001", "E1", "M1", "forget", *SIGNED),
        ("mismatch", "A0001", "E1", "M1", "delete", "--by", "R. Viewer"),
        ("mismatch", "A0001", "E1", "M1", "delete", "--by", "", "--why", "because"),
        ("file", "A0001-1", "release", "--why", "because"),
        ("file", "A0001-1", "open", *SIGNED),
        ("file", "A0001-1", "release", *SIGNED),
    ],
)
def test_what_makes_no_sense_is_refused(cjit: Cjit, house: House, words: tuple[str, ...]) -> None:
    house.prepare()
    said = cjit("decide", *words)
    assert said.status == 2
    assert "Traceback" not in said.err


@pytest.mark.parametrize("what", ["mismatch", "file"])
def test_every_decision_explains_itself(cjit: Cjit, what: str) -> None:
    said = cjit("decide", what, "--help")
    assert said.status == 0
    assert "--why" in said.out


def test_a_near_miss_is_decided_and_taken_back(cjit: Cjit, house: House) -> None:
    house.send(extract(row(1), row(2, SINITIAL="L")))
    assert "pairs found: 1" in cjit("relink").out
    (pair,) = house.column("select pair_id from out.near_miss")
    keys = "select count(distinct person_key) from out.episode"
    said = cjit("decide", "pair", pair, "same", *SIGNED)
    assert (said.status, said.err) == (0, "")
    assert said.out == f"The two are one person now: pair {pair} is decided.\n"
    assert house.column(keys) == [1]
    assert house.column("select count(*) from core.touched_person") == [0]
    assert house.column("select count(*) from core.person_to_match") == [0]

    again = cjit("decide", "pair", pair, "same", *SIGNED)
    assert (again.status, again.out) == (2, "")
    assert again.err == "cjit: that was decided already, by R. Viewer on 22/12/2018\n"
    assert cjit("decide", "pair", pair, "different", *SIGNED).status == 0
    assert house.column(keys) == [2]
    assert cjit("decide", "pair", "nobody", "same", *SIGNED).status == 2


def test_a_warning_is_explained_and_taken_back(cjit: Cjit, house: House) -> None:
    (sent,) = house.send(extract(row(1, ACCMNEED="99"), row(2, FINITIAL="B", ACCMNEED="99")))
    about = ("decide", "warning", sent["submission_id"], "W09", "ACCMNEED")
    said = cjit(*about, "explain", "--row", "2", *SIGNED)
    assert (said.status, said.out) == (0, "1 warning W09 ACCMNEED: explained.\n")
    assert house.column("select episode_id from out.explanation") == ["E2"]
    again = cjit(*about, "explain", "--row", "2", *SIGNED)
    assert again.status == 2
    assert "is not explained yet" in again.err
    assert cjit(*about, "withdraw", *SIGNED).status == 0
    assert house.column("select count(*) from out.explanation") == [0]
