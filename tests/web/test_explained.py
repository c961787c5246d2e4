"""Warnings explained instead of mended: by whom, for how long, and what it leaves as it was."""

from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from lxml import html

from cjit.retention.run import remove_rows
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import extract, row
from nights.house import LONDON, House
from page_checks import words

from .people import NOW, OURS, app_for, headers_of

LAST = "select submission_id from out.submission order by received_at desc limit 1"
CAUSE = "rule=W09&item=ACCMNEED"
SAID = "select episode_id from dq.explanation order by 1"
IN_FORCE = "select episode_id from dq.explained order by 1"
NUMBERS = "select load_pct, dq_pct, rows_with_warning from out.submission order by received_at"


@pytest.fixture
def house(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """Three warnings of one cause."""
    made = House.of(tmp_settings, warehouse)
    made.send(extract(*people()))
    return made


def people(**third: str) -> list[dict[str, str]]:
    return [row(n, SINITIAL=chr(64 + n), ACCMNEED="99", **(third if n == 3 else {})) for n in (1, 2, 3)]


def client(house: House, who: str) -> TestClient:
    return TestClient(
        app_for(house),
        headers=headers_of(who) | {"Origin": OURS},
        follow_redirects=False,
    )


def say(house: House, who: str, answer: str, why: str, row_no: int | None = None) -> int:
    at = f"&row={row_no}" if row_no else ""
    path = f"/submissions/{house.column(LAST)[0]}/explain?{CAUSE}{at}"
    status: int = client(house, who).post(path, data={"answer": answer, "why": why}).status_code
    return status


def number_of(house: House, who: str, explained: str) -> str:
    path = f"/submissions/{house.column(LAST)[0]}/findings?{CAUSE}&explained={explained}"
    page = html.document_fromstring(client(house, who).get(path).text)
    return words(page.xpath("//main//p[@class='govuk-body']")[0]).split(" findings")[0]


def test_a_warning_is_explained_with_who_when_and_why_and_nothing_else_changes(house: House) -> None:
    before = house.ask("select * from out.finding"), house.ask(NUMBERS)
    assert say(house, "provider", "", "x") == say(house, "provider", "explain", " ") == 400
    assert say(house, "provider", "explain", "x" * 501) == 400
    assert say(house, "provider", "explain", " asked, and not known ", row_no=2) == 303
    assert say(house, "north", "explain", "the hostel does not say") == 303
    told = house.ask("select episode_id, why, explained_by, explained_at from out.explanation order by 1")
    assert [tuple(line.values()) for line in told] == [
        ("E1", "the hostel does not say", "north", NOW),
        ("E2", "asked, and not known", "provider", NOW),
        ("E3", "the hostel does not say", "north", NOW),
    ]
    assert (house.ask("select * from out.finding"), house.ask(NUMBERS)) == before
    assert say(house, "north", "explain", "again") == 409
    page = client(house, "provider").get(f"/submissions/{house.column(LAST)[0]}").text
    assert "3 of 3 explained" in words(html.document_fromstring(page))


def test_later_files_meet_it_again_until_it_is_taken_back(house: House) -> None:
    say(house, "provider", "explain", "asked, and not known", row_no=2)
    house.send(extract(*reversed(people(NATION=""))), day=21)
    assert number_of(house, "provider", "yes") == "1 to 1 of 1"
    assert number_of(house, "north", "no") == "1 to 2 of 2"
    assert say(house, "north", "withdraw", "they have asked since") == 303
    assert house.ask("select * from out.explanation") == []
    assert number_of(house, "north", "no") == "1 to 3 of 3"
    said = house.ask("select says, said_by, why from dq.explanation order by explanation_no")
    assert [tuple(line.values()) for line in said] == [
        ("explained", "provider", "asked, and not known"),
        ("withdrawn", "north", "they have asked since"),
    ]
    log = house.column("select did from dq.access_log where did like '%%W09%%' order by happened_at, did")
    assert log == ["explained W09 ACCMNEED", "withdrawn W09 ACCMNEED"]


@pytest.mark.parametrize("who", ["london", "engineer", "commissioner", "pcc", "nobody"])
def test_others_explain_nothing(house: House, who: str) -> None:
    assert say(house, who, "explain", "because") in {403, 404}
    assert house.ask("select * from out.explanation") == []


def test_an_error_cannot_be_explained(house: House) -> None:
    house.send(extract(*people(DRUG1="")), day=21)
    path = f"/submissions/{house.column(LAST)[0]}/explain?rule=E10&item=DRUG1"
    assert client(house, "provider").post(path, data={"answer": "explain", "why": "x"}).status_code == 404


def test_it_goes_with_what_is_known_of_the_client(house: House) -> None:
    say(house, "provider", "explain", "asked, and not known")
    one, *others = people()
    house.send(extract(one | {"CONSENT": "N"}, *others), day=21)
    assert house.column(SAID) == house.column(IN_FORCE) == ["E2", "E3"]


def test_it_goes_when_its_time_is_over(house: House) -> None:
    say(house, "provider", "explain", "asked, and not known")
    remove_rows(house.settings, house.warehouse, datetime(2027, 4, 1, 6, tzinfo=LONDON), dry_run=False)
    assert house.column(SAID) == house.column(IN_FORCE) == []


def test_findings_of_a_form_sent_back_are_read_and_those_of_no_file_are_not(house: House) -> None:
    assert client(house, "provider").get(f"/submissions/of nobody/explain?{CAUSE}").status_code == 404
    assert house.ask("select * from dq.access_log") == []
    assert say(house, "provider", "", "") == 400
    (line,) = house.ask("select who, did, subject from dq.access_log")
    assert tuple(line.values()) == ("provider", "read findings", house.column(LAST)[0])
