"""What to put right first: what would follow from mending one cause alone, counted by hand."""

import pytest
from lxml import html

from cjit.dataset.definition import definition
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.web.fix_first import FIGURES
from nights.files import extract, row
from nights.house import House
from page_checks import words

from .people import looking

CLOSED = {"CLOSEDT": "20/11/2018", "CLSRSN": "201"}
SPRING = {"ASSESSDT": "05/03/2018", "CASESTDT": "06/03/2018", "EVNTDT": "", "CLOSEDT": "01/05/2018"}


def own(number: int, **cells: str) -> dict[str, str]:
    """Somebody apart from the others."""
    return row(number, SINITIAL=chr(64 + number), **cells)


@pytest.fixture
def house(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """Nine episodes in the last file, four of them in error: one was loaded before, three are new."""
    made = House.of(tmp_settings, warehouse)
    made.send(extract(*(own(number) for number in range(1, 7))))
    made.send(
        extract(
            own(1),
            own(2, DRUG1="", **CLOSED),  # stays as it was: on the caseload
            own(3, ACCMNEED="99"),
            own(4, NATION=""),
            own(5, ACCMNEED="99", NATION=""),
            own(6),
            own(7, DRUG1="", DAT="A05B", LA="E08000021"),
            own(8, DRUG1="", SEX=""),  # mending one of the two is not enough
            own(9, SEX="", CLSRSN="201", **SPRING),
        ),
        day=21,
    )
    return made


CAUSES = {
    ("E10", "DRUG1"): ("3", "2", "Load 77.7", "1 assessed, 2 on the caseload and 1 exit would change"),
    ("E04", "SEX"): ("2", "1", "Load 66.6", "1 assessed and 1 exit would change"),
    ("W09", "ACCMNEED"): ("2", "1", "DQ 60.0", "2 on the caseload in doubt"),
    ("W02", "NATION"): ("2", "1", "DQ 60.0", "–"),
}
"""Cause → findings, rows that would load or be clear, the percentage then, and figures of twelve months."""


def causes(house: House, who: str, path: str) -> dict[tuple[str, str], list[str]]:
    answer = looking(house, who).get(path)
    assert answer.status_code == 200
    rows = html.document_fromstring(answer.text).xpath("//table[contains(@class, 'cjit-fix')]/tbody/tr")
    return {
        (words(line.xpath("./th/a")[0]), words(line.xpath("./th/strong[not(@class)]")[0])): [
            words(cell) for cell in line
        ]
        for line in rows
    }


def test_causes_come_in_the_order_of_what_they_change(house: House) -> None:
    found = causes(house, "provider", "/fix-first/provider/A0001")
    assert list(found) == list(CAUSES)
    for cause, (findings, rows, then, year) in CAUSES.items():
        line = found[cause]
        assert line[2:5] == [year, rows, then]
        assert line[5].split()[0] == findings
    assert found["E04", "SEX"][1] == "–", "nothing of it is in the month"
    assert found["E10", "DRUG1"][1] == found["E10", "DRUG1"][2]
    assert "1 episode missing, 1 kept as it was before" in found["E10", "DRUG1"][0]


def test_the_figures_of_an_area_are_those_of_who_lives_there(house: House) -> None:
    assert causes(house, "north", "/fix-first/region/North East").keys() == CAUSES.keys()
    there = causes(house, "north", "/fix-first/partnership/A04B")
    assert there["E10", "DRUG1"][2] == "1 on the caseload and 1 exit would change"
    assert there["E10", "DRUG1"][3:5] == ["2", "Load 77.7"], "the agency's files are all of them its own"
    other = looking(house, "north").get("/fix-first/partnership/A05B").text
    assert "No agency of this area has had a file accepted yet" in other


def test_mending_what_comes_first_does_what_was_said(house: House) -> None:
    before = house.ask("select * from out.submission order by received_at desc")[0]
    house.send(
        extract(
            own(1),
            own(2, **CLOSED),
            own(3, ACCMNEED="99"),
            own(4, NATION=""),
            own(5, ACCMNEED="99", NATION=""),
            own(6),
            own(7, DAT="A05B", LA="E08000021"),
            own(8, SEX=""),
            own(9, SEX="", CLSRSN="201", **SPRING),
        ),
        day=22,
    )
    after = house.ask("select * from out.submission order by received_at desc")[0]
    assert (str(before["load_pct"]), str(after["load_pct"])) == ("55.5", "77.7")
    assert {"E2", "E7"} <= set(house.column("select episode_id from out.episode"))
    assert ("E10", "DRUG1") not in causes(house, "provider", "/fix-first/provider/A0001")
    assert house.column("select count(*) from core.row_in_error") == [2]


def test_who_may_see_counts_sees_no_row_behind_them(house: House) -> None:
    page = looking(house, "commissioner").get("/fix-first/partnership/A04B").text
    assert "/findings?" not in page
    assert "/findings?" in looking(house, "north").get("/fix-first/partnership/A04B").text


def test_what_feeds_a_figure_is_an_item_and_the_figure_one_of_the_page(house: House) -> None:
    feeds = house.ask("select item, figure from out.item_figure")
    assert {each["item"] for each in feeds} <= {item.name for item in definition("O").items}
    assert {each["figure"] for each in feeds} <= FIGURES.keys()
