"""The annual packs: three years side by side, each as the report of its March has it."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from cjit.errors import Permanent
from cjit.report.files import write_area_files, write_packs
from cjit.report.run import make_packs
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of
from page_checks import read_page, table_rows, words
from report import page_rows
from report.files_read import printed_on
from report.published import Cells, cells

MARCHES = {"2016-17": "2017-03-a", "2018-19": "2019-03-b"}
"""Year → freeze; the year between has no report."""

AREAS = [("force", "Cleveland"), ("partnership", "A04B")]


@pytest.fixture(scope="module")
def packed(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Warehouse, Path]]:
    out = tmp_path_factory.mktemp("packs")
    with copy_of(server_url, template) as warehouse:
        page_rows.store_lists(warehouse)
        for seed, (freeze_id, period, day) in enumerate(
            (
                ("2017-03-a", "2017-03", "2017-04-20"),
                ("2018-12-a", "2018-12", "2019-01-20"),
                ("2019-03-b", "2019-03", "2019-04-20"),
                ("2017-03-late", "2017-03", "2019-05-20"),
                ("2018-03-late", "2018-03", "2019-05-20"),
            )
        ):
            at = f"{day}T02:00:00+00:00"
            restates = "2017-03-a" if freeze_id == "2017-03-late" else ""
            page_rows.store_freeze(
                warehouse, freeze_id, period, at, seed=30 + seed, restates=restates, region="North East"
            )
        write_area_files(warehouse, "2019-03-b", out, [*AREAS, ("england", "england")])
        yield warehouse, out


def own(warehouse: Warehouse, year: str) -> Cells:
    return cells(warehouse, MARCHES[year])


def pack(packed: tuple[Warehouse, Path], level: str, code: str) -> html.HtmlElement:
    return read_page(packed[1] / level / code / "pack.html")


def test_packs_are_for_force_areas_and_partnerships(packed: tuple[Warehouse, Path]) -> None:
    packs = {path.relative_to(packed[1]).as_posix() for path in packed[1].rglob("pack.*")}
    assert packs == {
        f"{level}/{code}/pack.{kind}" for level, code in AREAS for kind in ("html", "pdf", "xlsx")
    }
    report = read_page(packed[1] / "force" / "Cleveland" / "report.html")
    assert "pack.html" in report.xpath("//div[@class='cjit-downloads']//a/@href")
    assert "PCC pack, 2018-19" in words(pack(packed, "force", "Cleveland"))
    assert "Commissioning pack, 2018-19" in words(pack(packed, "partnership", "A04B"))


@pytest.mark.parametrize(("level", "code"), AREAS)
def test_a_year_is_what_the_report_of_its_march_says(
    packed: tuple[Warehouse, Path], level: str, code: str
) -> None:
    page = pack(packed, level, code)
    chain = table_rows(page, "The chain: people in the year")
    for year in MARCHES:
        figures = own(packed[0], year)
        for step, kind, measure in (
            ("Assessed", "ytd", "assessed"),
            ("Referred to treatment", "ytd", "referred"),
            ("Started treatment within 12 weeks of referral", "ytd", "referred_started_84"),
            ("On the caseload on 31 March", "month", "caseload"),
        ):
            assert chain[step][year] == f"{figures[level, code, kind, measure, ''][1]:,}"
    assert {row["2017-18"] for row in chain.values()} == {"–"}
    assert "No report of March has been made for 2017-18" in words(page)


@pytest.mark.parametrize(("level", "code"), AREAS)
def test_the_workbook_and_the_pdf_have_the_rates(
    packed: tuple[Warehouse, Path], level: str, code: str
) -> None:
    where = packed[1] / level / code
    sheet = openpyxl.load_workbook(where / "pack.xlsx")["Rates"]
    (table,) = sheet.tables.values()
    head, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    by_year = {(row[0], row[1]): dict(zip(head, row, strict=True)) for row in rows}
    printed = "".join("".join(printed_on(where / "pack.pdf")).split())
    for year in MARCHES:
        figures = own(packed[0], year)
        for title, kind, measure in (
            ("Onto the caseload", "ytd", "onto_caseload"),
            ("Back within 6 months of a completed exit", "rolling12", "represented_182"),
            ("Load %", "month", "load_pct"),
        ):
            value, top, bottom = figures[level, code, kind, measure, ""]
            row = by_year[title, year]
            assert (row["Number"], row["Out of"]) == (top, bottom)
            assert row["%"] == ("[z]" if value is None else float(value))
            england = figures["england", "england", kind, measure, ""][0]
            assert row["England, %"] == float(england or 0)
            line = [title, year, f"{top:,}", f"{bottom:,}", "–" if value is None else f"{value}%"]
            assert "".join("".join(line).split()) in printed
    assert by_year["Onto the caseload", "2017-18"]["%"] == "[x]"


def test_a_headline_of_a_day_has_its_date_beside_those_of_the_year(packed: tuple[Warehouse, Path]) -> None:
    page = pack(packed, "force", "Cleveland")
    tiles = {words(tile.find("dt")): words(tile.find("dd")) for tile in page.find_class("cjit-headline")}
    caseload = table_rows(page, "The chain: people in the year")["On the caseload on 31 March"]["2018-19"]
    assert tiles["On the caseload on 31 March"] == caseload


def test_a_pcc_pack_names_no_partnership(packed: tuple[Warehouse, Path]) -> None:
    text = words(pack(packed, "force", "Cleveland"))
    assert "Middlesbrough" not in text
    assert not any(agency in text for agency in page_rows.agencies().values())
    assert "Agencies of Middlesbrough" in words(pack(packed, "partnership", "A04B"))


def test_packs_can_be_written_again_alone(packed: tuple[Warehouse, Path], tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    told: list[tuple[int, int]] = []
    written = make_packs(settings, packed[0], "2018-19", lambda *count: told.append(count))
    packs = len(written) // 3
    assert told == [(done, packs) for done in range(1, packs + 1)]
    folder = tmp_path / "out" / "reports" / "2019-03" / "2019-03-b"
    assert {path.name for path in written} == {"pack.html", "pack.pdf", "pack.xlsx"}
    for level, code in AREAS:
        for name in ("pack.html", "pack.pdf", "pack.xlsx"):
            again, first = folder / level / code / name, packed[1] / level / code / name
            assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("year", ["2018", "2018-20", "2018-2019", "18-19", "2019-03"])
def test_what_is_no_year_is_refused(packed: tuple[Warehouse, Path], tmp_path: Path, year: str) -> None:
    with pytest.raises(Permanent, match="write it as 2018-19"):
        make_packs(Settings(data=tmp_path), packed[0], year)


def test_a_year_wants_the_report_of_its_march(packed: tuple[Warehouse, Path], tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="cjit report 2020-03"):
        make_packs(Settings(data=tmp_path), packed[0], "2019-20")
    with pytest.raises(Permanent, match="no March"):
        write_packs(packed[0], "2018-12-a", tmp_path)
