"""Long work shows how far it is: a bar in a terminal, plain lines elsewhere (interface.md)."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from rich.console import Console

from cjit.cli import show
from cjit.warehouse.connection import Warehouse
from disclosure import test_release as releases
from report import page_rows

from .conftest import Cjit

STEPS = [("areas", done, 200) for done in range(0, 201, 5)] + [("packs", 1, 3), ("packs", 3, 3)]


def told(to: Console) -> None:
    with show.steps(to) as tell:
        for things, done, total in STEPS:
            tell(things, done, total)


def test_elsewhere_there_is_a_line_for_every_tenth_of_a_step() -> None:
    plain = io.StringIO()
    told(show.console(plain))
    assert plain.getvalue().splitlines() == [
        *(f"  {done} of 200 areas" for done in range(0, 201, 20)),
        "  1 of 3 packs",
        "  3 of 3 packs",
    ]


def test_in_a_terminal_there_is_a_bar_that_leaves_nothing_behind() -> None:
    drawn = io.StringIO()
    told(Console(file=drawn, force_terminal=True, width=80))
    assert "3 of 3 packs" in drawn.getvalue()
    assert "━" in drawn.getvalue()
    # The last thing it does is to clear its line.
    assert drawn.getvalue().rstrip("\n").endswith("\x1b[2K")


def test_nothing_to_do_is_all_done() -> None:
    plain = io.StringIO()
    with show.counted(show.console(plain), "files") as tell:
        tell(0, 0)
    assert plain.getvalue() == "  0 of 0 files\n"


@pytest.fixture
def small(warehouse: Warehouse, stored: psycopg.Connection) -> Callable[[str], str]:
    """Stores a freeze with figures of one region, not signed; returns its id."""

    def make(period: str) -> str:
        page_rows.store_lists(warehouse)
        page_rows.store_freeze(warehouse, f"{period}-a", period, "2018-12-15T02:00:00Z", region="North East")
        return f"{period}-a"

    return make


def test_files_of_a_report_are_counted_as_they_are_written(
    cjit: Cjit, small: Callable[[str], str], data: Path
) -> None:
    freeze = small("2018-11")
    by = ("--by", "Jo Lead", "--why", "read", "--now", "2018-12-16T09:00")
    for said in (cjit("report", "2018-11", "--freeze", freeze), cjit("sign", freeze, *by)):
        assert (said.status, said.err) == (0, "")
        *lines, last = said.out.splitlines()
        found = [re.fullmatch(r"  (\d+) of (\d+) areas", line) for line in lines]
        numbers = [(int(each[1]), int(each[2])) for each in found if each]
        assert len(numbers) == len(lines) > 1
        assert numbers == sorted(set(numbers))
        assert (numbers[0][0], numbers[-1][0]) == (0, numbers[-1][1])
        assert freeze in last


def test_a_release_says_how_far_its_search_and_its_check_are(
    cjit: Cjit, warehouse: Warehouse, stored: psycopg.Connection
) -> None:
    releases.stored(warehouse, releases.LITTLE)
    said = cjit("release", "2018-11", "--now", "2018-12-20T09:00")
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[:2] == ["  0 of 1 regions searched, round 1", "  1 of 1 regions searched, round 1"]
    assert re.fullmatch(r"  (\d+) of \1 worlds checked", lines[-3])
    assert lines[-2].endswith("counts above 0 are hidden")
    # Of steps alone: neither an area nor a measure is named.
    assert not [line for line in lines[:-2] if not re.fullmatch(r"  \d+ of \d+ [a-z' ]+(, round \d)?", line)]
    again = cjit("release", "2018-11", "--now", "2018-12-21T09:00")
    assert again.out.splitlines() == lines[-2:]
