"""The report of a restatement shows each figure that changed and why, and names nobody."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
from lxml import html
from psycopg.rows import dict_row

from cjit.report.catalogue import measures
from cjit.report.files import areas_of, folder_of, write_area_files
from cjit.report.freeze import freeze
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of
from page_checks import read_page, words
from report.files_read import check_printed, printed_on, sheet_rows
from report.random_world import random_world, shaken
from report.world import Episode, World, moment

KINDS = {"month": "March 2019", "quarter": "Quarter", "ytd": "Year to date", "rolling12": "12 months"}
MARK = "EPISODE"
NOW = moment(date(2019, 5, 1))
COUNTS, RATES = "Counts that changed", "Rates that changed"
AREAS = [
    ("england", "england"),
    ("region", "London"),
    ("region", "North East"),
    ("force", "Cleveland"),
    ("partnership", "A03B"),
    ("partnership", "A02B"),
    ("provider", "A0001"),
]
"""Areas that get all files; the others have the page and the CSV alone. In A02B there is nobody."""

Row = dict[str, Any]
Key = tuple[str, str, str]
"""(title of the measure, category, period)"""


@dataclass(frozen=True)
class Restated:
    """A warehouse with a report and its restatement, and the folder of the files of both."""

    warehouse: Warehouse
    first: str
    second: str
    out: Path

    def folder(self, level: str, code: str, freeze_id: str = "") -> Path:
        return self.out / (freeze_id or self.second) / folder_of(level, code)


def marked(world: World) -> World:
    """The same world with EPISODIDs that are nowhere else in a file."""

    def of(episode: Episode) -> Episode:
        return replace(episode, id=f"{MARK}{episode.id}")

    stays = [replace(s, to=s.to and (s.to[0], f"{MARK}{s.to[1]}")) for s in world.stays]
    return replace(world, episodes=[of(e) for e in world.episodes], stays=stays)


@pytest.fixture(scope="module")
def restated(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restated]:
    out = tmp_path_factory.mktemp("restated")
    with copy_of(server_url, template) as warehouse:
        world = random_world(2)
        marked(world).store(warehouse)
        first = freeze(warehouse, "2019-03", NOW)
        marked(shaken(world, 2)).store(warehouse, keep=True)
        second = freeze(warehouse, "2019-03", NOW)
        write_area_files(warehouse, first, out / first, AREAS, ("html", "xlsx", "csv"))
        write_area_files(warehouse, second, out / second, areas_of(warehouse, second), ("html", "csv"))
        write_area_files(warehouse, second, out / second, AREAS)
        yield Restated(warehouse, first, second, out)


def ledger(restated: Restated) -> dict[tuple[str, str], dict[Key, Row]]:
    """Area → what out.ccjr_change says of it, each cell with how many things each cause has."""
    with psycopg.connect(restated.warehouse.url, row_factory=dict_row) as connection:
        cells = connection.execute(
            "select * from out.ccjr_change where freeze_id = %s", [restated.second]
        ).fetchall()
        parts = connection.execute(
            "select level, area_code, measure, breakdown, period_kind, source, cause, count(*) as things "
            "from out.ccjr_change_cause where freeze_id = %s group by 1, 2, 3, 4, 5, 6, 7",
            [restated.second],
        ).fetchall()
        codes = connection.execute("select list, code, label from ref.code").fetchall()
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for code in codes:
        labels[code["list"]][code["code"]] = code["label"]
    causes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    names = ("level", "area_code", "measure", "breakdown", "period_kind")
    for part in parts:
        assert part["source"] != "freeze", "an episode, stay or agency explains all of this world"
        causes[tuple(part[name] for name in names)][part["cause"]] += part["things"]
    found: dict[tuple[str, str], dict[Key, Row]] = defaultdict(dict)
    for cell in cells:
        measure = measures()[cell["measure"]]
        category = measure.label(labels, cell["breakdown"]) if cell["breakdown"] else ""
        key = (measure.title, category, KINDS[cell["period_kind"]])
        cell["causes"] = causes[tuple(cell[name] for name in names)]
        cell["is_rate"] = (cell["published_denominator"], cell["now_denominator"]) != (None, None)
        found[cell["level"], cell["area_code"]][key] = cell
    return found


def page_rows(page: html.HtmlElement, caption: str) -> list[Row]:
    found = []
    for table in page.xpath("//section[@aria-labelledby='changes']//table"):
        if words(table.find("caption")) == caption:
            head = [words(cell) for cell in table.xpath("./thead//th")]
            lines = table.xpath("./tbody/tr")
            found += [dict(zip(head, map(words, line), strict=True)) for line in lines]
    return found


def key_of(row: Row) -> Key:
    return row["Measure"], (row.get("Category") or "").replace("[z]", ""), row["Period"]


def counted(told: str) -> Counter[str]:
    """`Late file 2, correction 1` → how many of each."""
    found: Counter[str] = Counter()
    for part in told.split(", "):
        cause, number = re.fullmatch(r"([a-zA-Z -]+) (\d+)(?: stays?| agency| agencies)?", part).groups()  # type: ignore[union-attr]
        found[cause.lower()] += int(number)
    return found


def shown(value: Any, cell: Row, side: str) -> str:
    top, bottom = cell[f"{side}_numerator"], cell[f"{side}_denominator"]
    if not cell["is_rate"]:
        return f"{top:,}"
    if bottom is None:
        return "–"
    return ("–" if value is None else f"{value:.1f}%") + f" ({top:,} of {bottom:,})"


def signed(cell: Row) -> str:
    difference = cell["difference"]
    if difference is None:
        return "–"
    text = f"{difference:,.1f}" if cell["is_rate"] else f"{difference:,.0f}"
    return ("+" if difference > 0 else "") + text.replace("-", "−")


LEVELS = ["england", "region", "force", "partnership", "provider"]


@pytest.mark.parametrize("area", AREAS, ids=str)
def test_each_changed_cell_is_in_the_workbook_with_its_causes(
    restated: Restated, area: tuple[str, str]
) -> None:
    path = restated.folder(*area) / "tables.xlsx"
    counts, rates = sheet_rows(path, COUNTS), sheet_rows(path, RATES)
    cells = ledger(restated).get(area, {})
    assert {key_of(row) for row in counts} == {key for key, c in cells.items() if not c["is_rate"]}
    assert {key_of(row) for row in rates} == {key for key, c in cells.items() if c["is_rate"]}
    assert len(counts) + len(rates) == len(cells)
    for row in counts:
        cell = cells[key_of(row)]
        assert (row["Published"], row["Now"]) == (cell["published"], cell["now"])
        assert row["Difference"] == cell["difference"] == row["Now"] - row["Published"]
    for row in rates:
        cell = cells[key_of(row)]
        for heading, side in (("Published", "published"), ("Now", "now")):
            value, out_of = cell[side], cell[f"{side}_denominator"]
            there = out_of is not None  # else the freeze had no such row
            wanted = [cell[f"{side}_numerator"], out_of] if there else ["[x]", "[x]"]
            assert [row[f"{heading}, number"], row[f"{heading}, out of"]] == wanted
            blank = "[z]" if there else "[x]"
            assert row[f"{heading}, %"] == (blank if value is None else float(value))
        difference = cell["difference"]
        told = row["Difference, percentage points"]
        assert told == ("[z]" if difference is None else float(difference))
    for row in [*counts, *rates]:
        causes = cells[key_of(row)]["causes"]
        assert Counter({cause: row[cause.capitalize()] for cause in causes}) == causes
        assert causes == counted(row["Episodes that moved it"])


@pytest.mark.parametrize("level", LEVELS)
def test_the_page_shows_the_same_the_furthest_first(restated: Restated, level: str) -> None:
    areas = ledger(restated)
    for area in areas_of(restated.warehouse, restated.second):
        if area[0] != level:
            continue
        page = read_page(restated.folder(*area) / "report.html")
        (section,) = page.xpath("//section[@aria-labelledby='changes']")
        assert page.xpath("//nav//a[@href='#changes']")
        assert f"This report restates {restated.first}" in words(section)
        cells = areas.get(area, {})
        for caption, is_rate in ((COUNTS, False), (RATES, True)):
            own = {key: cell for key, cell in cells.items() if cell["is_rate"] == is_rate}
            rows = page_rows(page, caption)
            assert len(rows) == min(len(own), 50)
            for row in rows:
                cell = own[key_of(row)]
                assert row["Published"] == shown(cell["published"], cell, "published")
                assert row["Now"] == shown(cell["now"], cell, "now")
                found = row["Difference, percentage points" if is_rate else "Difference"]
                assert found == signed(cell)
                assert counted(row["Episodes that moved it"]) == cell["causes"]
            far = [abs(own[key_of(row)]["difference"] or 0) for row in rows]
            assert far == sorted(far, reverse=True)
            left = [cell["difference"] or 0 for key, cell in own.items() if key not in set(map(key_of, rows))]
            assert not left or max(map(abs, left)) <= far[-1]
            more = f"The other {len(own) - 50:,} are in the workbook, sheet “{caption}”."
            assert (more in words(section)) == (len(own) > 50)
        assert ("No figure of" in words(section)) == (not cells)


def test_a_world_this_full_has_more_than_a_page_shows_and_areas_without_any(restated: Restated) -> None:
    areas = ledger(restated)
    assert len(areas["england", "england"]) > 100
    assert set(areas_of(restated.warehouse, restated.second)) - areas.keys()
    causes = {cause for cells in areas.values() for cell in cells.values() for cause in cell["causes"]}
    assert causes >= {"late file", "correction", "deletion", "re-link", "reference change"}


@pytest.mark.parametrize("area", AREAS, ids=str)
def test_the_pdf_has_what_the_page_has(restated: Restated, area: tuple[str, str]) -> None:
    check_printed(restated.folder(*area))


def test_no_file_names_an_episode(restated: Restated) -> None:
    """Not an agency's either: commissioners and engineers read those, and files outlive consent."""
    files = [path for path in restated.out.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".pdf", ".xlsx", ".csv", ".json"}
    named = psycopg.connect(restated.warehouse.url)
    with named:
        (number,) = named.execute(
            "select count(*) from out.ccjr_change_cause where episode_id like %s and level = 'provider'",
            [f"{MARK}%"],
        ).fetchone()  # type: ignore[misc]
    assert number > 100, "else there is nothing to name"
    for path in files:
        printed = "".join(printed_on(path)) if path.suffix == ".pdf" else ""
        assert MARK not in printed, path
        assert MARK.encode() not in path.read_bytes(), path  # workbooks are not compressed


def test_a_first_report_has_no_such_section(restated: Restated) -> None:
    for area in AREAS:
        where = restated.folder(*area, restated.first)
        assert not read_page(where / "report.html").xpath("//*[@id='changes']")
        names = openpyxl.load_workbook(where / "tables.xlsx", read_only=True).sheetnames
        assert not {COUNTS, RATES} & set(names)


def test_it_is_the_same_after_a_client_withdrew_consent(restated: Restated, tmp_path: Path) -> None:
    area = ("provider", "A0001")
    with psycopg.connect(restated.warehouse.url) as connection:  # as sql/erase does
        connection.execute("update report.change_part set id = null where code = 'A0001'")
    write_area_files(restated.warehouse, restated.second, tmp_path, [area])
    for path in (tmp_path / folder_of(*area)).iterdir():
        assert path.read_bytes() == (restated.folder(*area) / path.name).read_bytes()
