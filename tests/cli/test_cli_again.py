"""`cjit replay` and `cjit retention` as a person meets them."""

from pathlib import Path

import psycopg
import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import REGISTER, extract, row
from nights.house import ARCHIVE_KEY, House

from .conftest import Cjit


@pytest.fixture
def house(
    stored: psycopg.Connection, warehouse: Warehouse, data: Path, monkeypatch: pytest.MonkeyPatch
) -> House:
    """A deployment whose settings the verbs read from the environment, with one night behind it."""
    monkeypatch.setenv("CJIT_AGENCIES", str(REGISTER))
    monkeypatch.setenv("CJIT_ARCHIVE_KEY", ARCHIVE_KEY.get_secret_value())
    house = House.of(Settings(data=data, settle_seconds=0), warehouse)
    house.send(extract(row(1, SEX="Q"), row(2)), day=3)
    return house


def test_a_replay_says_what_would_change_and_where_it_is(house: House, cjit: Cjit) -> None:
    house.run("delete from dq.finding")
    said = cjit("replay", "--period", "2018-11", "--as-of", "2019-01-01")
    (replay,) = house.column("select replay_id from dq.replay")

    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[:2] == ["  0 of 1 files", "  1 of 1 files"]
    assert "1 file as of 2019-01-01" in lines
    assert ["all", "E04", "SEX", "error", "0", "1", "1", "0"] in [line.split() for line in lines]
    assert any(line.startswith("agency       A0001  E04") for line in lines)
    assert lines[-1] == f"Replay {replay}: {house.settings.out_dir / 'replays' / replay}"
    assert Path(lines[-1].partition(": ")[2], "summary.html").exists()


def test_a_dry_run_of_a_replay_keeps_nothing(house: House, cjit: Cjit) -> None:
    (submission,) = house.column("select submission_id from dq.submission")
    said = cjit("replay", "--submission", submission, "--as-of", "2019-01-01", "--dry-run")

    assert said.status == 0
    assert "No finding would appear or vanish." in said.out
    assert "Nothing was kept: this was a dry run." in said.out
    assert house.column("select count(*) from dq.replay") == [0]
    assert not (house.settings.out_dir / "replays").exists()


def test_a_month_in_whose_window_nothing_came_says_so(house: House, cjit: Cjit) -> None:
    said = cjit("replay", "--period", "2018-12", "--as-of", "2019-01-01", "--dry-run")

    assert said.status == 0
    assert "No file was accepted in the window of that month." in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name either a month"),
        (["--period", "2018-11", "--submission", "x"], "name either a month"),
        (["--period", "November"], "YYYY-MM"),
        (["--submission", "x"], "no submission with a verdict: x"),
    ],
)
def test_a_replay_of_nothing_that_is_there_is_refused(
    house: House, cjit: Cjit, words: list[str], told: str
) -> None:
    said = cjit("replay", "--as-of", "2019-01-01", *words)

    assert said.status == 2
    assert told in said.err
    assert "Traceback" not in said.err


def test_retention_says_what_it_would_remove_then_what_it_removed(house: House, cjit: Cjit) -> None:
    dry = cjit("retention", "--now", "2027-04-01", "--dry-run")
    done = cjit("retention", "--now", "2027-04-01")
    again = cjit("retention", "--now", "2027-04-01")

    assert (dry.status, done.status, again.status) == (0, 0, 0)
    assert "raw bytes of before 2026-03-01:" in dry.out
    assert "1 files, 1 submissions would be removed" in dry.out
    assert dry.out.splitlines()[-1] == "Nothing was removed: this was a dry run."
    assert done.out == "".join(
        line.replace("would be removed", "removed") for line in dry.out.splitlines(keepends=True)[:-1]
    )
    assert "1 versions of episodes" in done.out
    assert again.out.count("nothing removed") == 3
    assert house.column("select count(*) from core.episode") == [0]


def test_retention_says_what_had_to_stay(house: House, cjit: Cjit) -> None:
    house.run("update dq.verdict set verdict = 'held'")
    said = cjit("retention", "--now", "2020-04-01")

    assert "  kept for a decision on a held file: 1 submissions" in said.out.splitlines()
