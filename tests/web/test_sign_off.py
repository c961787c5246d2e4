"""The sign-off of a period through pages: what a freeze rests on, and one signature as `cjit sign` has it."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from lxml import html

from cjit.report.run import write_outstanding
from cjit.warehouse.connection import Warehouse
from cjit.web import sign_off
from nights.files import extract, row, rows, treatment
from nights.fixtures import first_house
from nights.house import House, house_like
from nights.reports import make_report
from page_checks import words

from .people import NOW, OURS, app_for, headers_of


@pytest.fixture(scope="module")
def restated(
    server_url: str, prepared: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A report of November, and its restatement after a later file."""
    with first_house(server_url, prepared, tmp_path_factory.mktemp("restated")) as house:
        house.drop("_structured", "t.csv", treatment(9, SINITIAL="Z"))
        house.send(extract(*rows(3)))
        make_report(house.settings, house.warehouse, "2018-11", datetime(2018, 12, 21, 3, tzinfo=UTC))
        house.send(extract(*rows(3), row(4, FINITIAL="Q")), day=22)
        make_report(house.settings, house.warehouse, "2018-11", datetime(2018, 12, 22, 3, tzinfo=UTC))
        yield house


@pytest.fixture
def frozen(server_url: str, restated: House, tmp_path: Path) -> Iterator[House]:
    with house_like(server_url, restated, tmp_path / "data") as house:
        yield house


def client(house: House, who: str = "north") -> TestClient:
    return TestClient(
        app_for(house),
        headers=headers_of(who) | {"Origin": OURS},
        follow_redirects=False,
    )


def last(house: House) -> str:
    freeze: str = house.column("select freeze_id from out.freeze order by freeze_no desc limit 1")[0]
    return freeze


def report_of(house: House) -> str:
    folder: Path = house.settings.out_dir / "reports" / "2018-11" / last(house)
    return (folder / "partnership" / "A04B" / "report.html").read_text(encoding="utf-8")


def test_the_page_says_what_a_freeze_rests_on(frozen: House) -> None:
    (line,) = html.document_fromstring(client(frozen).get("/sign-off").text).xpath("//tbody/tr")
    assert [words(cell) for cell in line][2:] == ["Restatement", "To sign"]
    page = html.document_fromstring(client(frozen).get(f"/sign-off/{last(frozen)}").text)
    facts = {words(line.find("dt")): words(line.find("dd")) for line in page.xpath("//dl/div")}
    first = frozen.column("select freeze_id from out.freeze order by freeze_no limit 1")[0]
    assert facts["Restates"].startswith(first)
    assert facts["Mismatches to decide"] == "0"
    tables = {words(table.find("caption")).split()[0]: table for table in page.xpath("//table")}
    # The window, and being carried forward, are of CJITs: the page names their files alone.
    (agency,) = tables["Each"].xpath("./tbody/tr/th")
    assert words(agency).startswith("A0001")
    recorded = "select distinct agency_code from out.freeze_submission order by 1"
    assert frozen.column(recorded) == ["A0001", "S0001"]
    moved = frozen.ask(
        "select * from out.ccjr_change where level = 'partnership' and measure = 'assessed'"
        " and area_code = 'A04B' and period_kind = 'month'"
    )
    assert [(line["published"], line["now"]) for line in moved] == [(1, 2)]
    assert "The 20 that moved furthest" in words(page)
    figures = client(frozen).get(f"/reports/{last(frozen)}/partnership/A04B").text
    (changed,) = html.document_fromstring(figures).xpath("//section[h2='What it changed']//tbody")
    rows_of = [[words(cell) for cell in line] for line in changed]
    assert ["Assessed", "", "Middlesbrough", "Month", "1", "2"] in rows_of


def test_an_agency_alone_sees_which_of_its_episodes_moved_its_figures(frozen: House) -> None:
    where = f"/reports/{last(frozen)}/provider/A0001"
    page = client(frozen, "provider").get(where).text
    assert "a workbook for your agency alone" in page
    assert "report's files" not in page
    answer = client(frozen, "provider").get(f"{where}/episodes.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Episodes"]
    head, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = sorted((line[0], line[1], *line[5:7]) for line in lines)
    wanted = frozen.ask(
        "select p.episode_id, p.cause, p.numerator, p.denominator from out.ccjr_change_cause as p"
        " inner join out.ccjr_change as c using (freeze_id, level, area_code, measure, breakdown,"
        " period_kind) where p.level = 'provider' and p.area_code = 'A0001' and p.source = 'episode'"
    )
    assert found == sorted(tuple(line.values()) for line in wanted)
    assert {line[:2] for line in found} == {("E4", "late file")}
    assert ["E4", "late file", "Assessed", "", "Month", 1, 0, None] in lines
    assert head[0] == "EPISODID"
    noted = frozen.ask("select who, subject from dq.access_log where did = 'download moved episodes'")
    assert noted == [{"who": "provider", "subject": f"{last(frozen)}/A0001"}]


@pytest.mark.parametrize("who", ["neighbour", "north", "commissioner", "engineer", "pcc"])
def test_nobody_else_sees_them(frozen: House, who: str) -> None:
    where = f"/reports/{last(frozen)}/provider/A0001"
    assert client(frozen, who).get(f"{where}/episodes.xlsx").status_code in {403, 404}
    page = client(frozen, who).get(where)
    assert "for your agency alone" not in page.text
    if who in {"north", "commissioner", "engineer"}:
        assert "How many episodes moved each, and why, is in the report's files" in words(
            html.document_fromstring(page.text)
        )
        said = words(html.document_fromstring(client(frozen, who).get(f"{where}/report.html").text))
        assert "Late file 1" in said
        assert "E4" not in said.split()


def test_it_is_signed_once_by_who_may_with_a_reason(frozen: House) -> None:
    where = f"/sign-off/{last(frozen)}"
    assert client(frozen).post(where).status_code == 400
    assert client(frozen, "london").post(where, data={"why": "fine"}).status_code == 403
    assert "not among them" in client(frozen, "london").get(where).text
    assert "Why can it be signed?" in client(frozen).get(where).text
    assert frozen.column("select count(*) from report.signature") == [0]
    assert "Draft" in report_of(frozen)
    assert client(frozen).post(where, data={"why": " all agencies but one "}).status_code == 303
    (signed,) = frozen.ask("select signed_by, signed_at, why from out.freeze where signed_by is not null")
    assert tuple(signed.values()) == ("north", NOW, "all agencies but one")
    assert "Draft" not in report_of(frozen)
    assert "all agencies but one" in client(frozen).get(where).text
    assert "all agencies but one" not in client(frozen, "engineer").get(where).text
    assert "Why can it be signed?" not in client(frozen).get(where).text
    assert frozen.column("select who from dq.access_log where did = 'sign'") == ["north"]


def test_what_was_restated_cannot_be_signed(frozen: House) -> None:
    first = frozen.column("select freeze_id from out.freeze order by freeze_no limit 1")[0]
    page = html.document_fromstring(client(frozen).get(f"/sign-off/{first}").text)
    assert "restated: see the one that took its place. It was never signed" in words(page)
    assert page.xpath("//h2[.='Before you sign']") == []
    refused = client(frozen).post(f"/sign-off/{first}", data={"why": "fine"})
    assert refused.status_code == 409
    assert last(frozen) in refused.text


def test_a_signature_is_told_of_a_report_that_was_restated_since(frozen: House) -> None:
    signed = last(frozen)
    assert client(frozen).post(f"/sign-off/{signed}", data={"why": "all but one"}).status_code == 303
    frozen.send(extract(*rows(3), row(4, FINITIAL="Q"), row(5, FINITIAL="R")), day=23)
    make_report(frozen.settings, frozen.warehouse, "2018-11", datetime(2018, 12, 23, 3, tzinfo=UTC))
    page = words(html.document_fromstring(client(frozen).get(f"/sign-off/{signed}").text))
    assert "see the one that took its place. Signed by north, 22 December 2018 at 9:30am: all but one" in page


def test_files_that_a_stopped_server_left_as_drafts_are_written_before_agencies_are_told(
    frozen: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopped:
        stopped.setattr(sign_off, "write_signed", lambda *_: None)
        assert client(frozen).post(f"/sign-off/{last(frozen)}", data={"why": "fine"}).status_code == 303
    assert "Draft" in report_of(frozen)
    assert write_outstanding(frozen.settings, frozen.warehouse) == 1
    assert "Draft" not in report_of(frozen)
    assert write_outstanding(frozen.settings, frozen.warehouse) == 0
