"""Months without a report are in the trend as a freeze knew them: the first report has one, too."""

from datetime import date
from pathlib import Path

import psycopg
import pytest

from cjit.report import calendar
from cjit.report.files import write_area_files
from cjit.report.freeze import freeze
from cjit.report.page_words import TREND
from cjit.warehouse.connection import Warehouse
from page_checks import read_page, table_rows, words
from report.random_world import random_world
from report.world import Episode, Partnership, moment, small

NOW = moment(date(2018, 12, 20))
PERIOD = "2018-11"
MONTHS = [f"{calendar.shift(date(2018, 11, 1), -back):%Y-%m}" for back in range(12, 0, -1)]

Cell = tuple[str, str, str, str]
"""period, level, area_code, measure"""
Counted = dict[Cell, tuple[int, int | None]]


def months_before(warehouse: Warehouse, freeze_id: str) -> Counted:
    return _counted(
        warehouse,
        "select period, level, area_code, measure, numerator, denominator"
        " from report.month_before where freeze_id = %s",
        [freeze_id],
    )


def published(warehouse: Warehouse, freezes: list[str]) -> Counted:
    return _counted(
        warehouse,
        "select period, level, area_code, measure, numerator, denominator from out.ccjr"
        " where freeze_id = any(%s) and period_kind = 'month' and measure = any(%s)",
        [freezes, list(TREND)],
    )


def _counted(warehouse: Warehouse, query: str, parameters: list[object]) -> Counted:
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(query.encode(), parameters).fetchall()
    return {row[:4]: row[4:] for row in rows}  # type: ignore[misc]


@pytest.mark.parametrize("seed", [4, 9])
def test_a_month_is_as_a_report_of_it_would_have_it_on_that_day(warehouse: Warehouse, seed: int) -> None:
    random_world(seed).store(warehouse)
    known = months_before(warehouse, freeze(warehouse, PERIOD, NOW))
    reports = published(warehouse, [freeze(warehouse, month, NOW) for month in MONTHS])
    places = {cell[1:3] for cell in known}  # one that ended in these months has no page to show a trend on
    # Places lie where they lie now, and England alone is sure to have a page.
    same = {cell: counted for cell, counted in reports.items() if cell[1:3] in places}
    assert {cell: known.get(cell) for cell in same if same[cell][0]} == {
        cell: counted for cell, counted in same.items() if counted[0]
    }
    assert all(cell in same for cell, (number, _) in known.items() if number)
    assert {cell[0] for cell in known} == set(MONTHS[MONTHS.index("2018-02") :])


def test_a_month_that_has_a_report_is_not_counted_again(warehouse: Warehouse) -> None:
    world = small()
    world.episodes = [Episode("A0001", "1", "ann", "A03B", date(2018, 9, 10))]
    world.store(warehouse)
    freeze(warehouse, "2018-10", NOW)
    known = months_before(warehouse, freeze(warehouse, PERIOD, NOW))
    assert {cell[0] for cell in known} == {"2018-09"}, "nothing is known of the months before"
    assert known["2018-09", "partnership", "A03B", "onto_caseload"] == (0, 1)
    assert known["2018-09", "partnership", "A04B", "assessed"] == (0, None)
    assert known["2018-09", "partnership", "A04B", "referred_started_21"] == (0, 0)


def test_a_partnership_has_no_months_before_it_was_one(warehouse: Warehouse) -> None:
    world = small()
    world.partnerships.append(Partnership("K17B", "South West", "Dorset", valid_from=date(2018, 10, 1)))
    world.episodes = [Episode("A0001", "1", "ann", "A03B", date(2018, 8, 10))]
    world.store(warehouse)
    known = months_before(warehouse, freeze(warehouse, PERIOD, NOW))
    assert {cell[0] for cell in known if cell[2] == "K17B"} == {"2018-10"}
    assert {cell[0] for cell in known if cell[2] == "K06B"} == {"2018-08", "2018-09", "2018-10"}


def test_the_first_report_shows_a_trend_and_stays_as_it_is(warehouse: Warehouse, tmp_path: Path) -> None:
    world = small()
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", date(2017, 11, 10), caseload=date(2017, 11, 10)),
        Episode("A0001", "2", "bob", "A03B", date(2018, 10, 10)),
        Episode("A0001", "3", "cat", "A03B", date(2018, 11, 10)),
    ]
    world.store(warehouse)
    freeze_id = freeze(warehouse, PERIOD, NOW)
    first = write_area_files(warehouse, freeze_id, tmp_path, [("partnership", "A03B")], ("html",))[0]
    assert isinstance(first, Path)
    page, before = read_page(first), first.read_bytes()
    rows = table_rows(page, "Month by month")
    assert [rows[name]["People assessed"] for name in list(rows)[-3:]] == ["0", "1", "1"]
    assert next(iter(rows)) == "November 2017, not published"
    assert list(rows)[-2:] == ["October 2018, not published", "November 2018"]
    assert {row["On the caseload"] for row in rows.values()} == {"1"}
    assert len(rows) == 13
    assert page.find_class("cjit-trends")
    assert "Those marked as not published had no report" in words(page)

    freeze(warehouse, "2018-10", NOW)
    write_area_files(warehouse, freeze_id, tmp_path, [("partnership", "A03B")], ("html",))
    assert first.read_bytes() == before
