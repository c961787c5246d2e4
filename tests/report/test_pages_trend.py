"""Trends show what was published before the freeze, and what it knew of months without a report."""

from pathlib import Path

from lxml import html

from cjit.report.files import write_report
from cjit.warehouse.connection import Warehouse
from page_checks import read_page, table_rows, words
from report import page_rows
from report.files_read import printed_on

TABLE = "Month by month"


def store(warehouse: Warehouse, freeze_id: str, period: str, frozen_at: str, assessed: int) -> None:
    rows: list[page_rows.Row] = [
        ("england", "england", "month", "assessed", "", assessed, None),
        ("england", "england", "month", "onto_caseload", "", assessed // 2, assessed),
        ("england", "england", "month", "caseload", "", 2 * assessed, None),
        ("england", "england", "month", "exits", "", assessed // 4, None),
    ]
    page_rows.store_rows(warehouse, freeze_id, period, f"{frozen_at}T02:00:00+00:00", rows)


def england(warehouse: Warehouse, freeze_id: str, out: Path) -> html.HtmlElement:
    write_report(warehouse, freeze_id, out)
    return read_page(out / "england" / "england" / "report.html")


def test_one_known_month_is_no_trend(warehouse: Warehouse, tmp_path: Path) -> None:
    page_rows.store_lists(warehouse)
    store(warehouse, "now", "2018-11", "2018-12-15", 100)
    page = england(warehouse, "now", tmp_path)
    assert "There is no trend yet" in words(page)
    assert not page.find_class("cjit-trends")


def test_months_are_shown_as_they_stood(warehouse: Warehouse, tmp_path: Path) -> None:
    store(warehouse, "too-old", "2017-10", "2018-01-10", 7)
    store(warehouse, "oldest", "2017-11", "2018-01-15", 10)
    store(warehouse, "first", "2018-08", "2018-09-15", 40)
    store(warehouse, "second", "2018-08", "2018-10-15", 44)
    store(warehouse, "before", "2018-10", "2018-11-15", 1000)
    store(warehouse, "now", "2018-11", "2018-12-15", 100)
    store(warehouse, "again", "2018-10", "2018-12-16", 61)
    store(warehouse, "later", "2018-12", "2018-12-14", 99)
    page = england(warehouse, "now", tmp_path)
    rows = table_rows(page, TABLE)
    assert {month: row["People assessed"] for month, row in rows.items()} == {
        "November 2017": "10",
        "August 2018": "44",
        "October 2018": "1,000",
        "November 2018": "100",
    }
    assert rows["October 2018"]["Onto the caseload, %"] == "50.0%"
    assert "not published" not in words(page)
    drawing = page.xpath("//svg[title[text()='People assessed']]")[0]
    assert words(drawing.find("desc")) == (
        "People assessed by month: Nov 17 10, Aug 18 44, Oct 18 1,000, Nov 18 100."
    )
    assert "Base line 0" in [words(text) for text in drawing.iter("text")]
    share = page.xpath("//svg[title[text()='Onto the caseload, %']]")[0]
    assert "Base line 0%" in [words(text) for text in share.iter("text")]
    assert "Base line 0%" in " ".join(printed_on(tmp_path / "england" / "england" / "report.pdf"))
    joined = [line for line in drawing.iter("line") if line.get("class") == "cjit-line"]
    assert len(joined) == 1, "only October and November are neighbours"
    assert len(list(drawing.iter("circle"))) == 4 + 1
