"""The files of a public release read back: page, workbook and data.csv say the same, cell by cell."""

from pathlib import Path

import openpyxl
import pytest

from cjit.disclosure.run import make_release
from cjit.report.catalogue import measures
from cjit.warehouse.connection import Warehouse
from disclosure.test_release import LITTLE, NOW, data, stored
from nights.folders import InFolders, as_folder
from page_checks import read_page, table_rows, words

SHEETS = {
    "england": "England",
    "region": "Regions",
    "force": "Police force areas",
    "partnership": "Partnerships",
}
PLACES = {"england": "England", "A03B": "Hartlepool (A03B)", "A04B": "Middlesbrough (A04B)"}
CODES = {"101": "No further intervention required", "102": "Did not want to engage", "": "All"}
SIDES = {"numerator": "Number", "denominator": "Out of", "value": "Per cent"}
NOVEMBER = "November 2018"

Cell = tuple[str, str, str, str, str, str]
"""Sheet, area, measure, category, given as, period."""


@pytest.fixture
def folder(warehouse: Warehouse, tmp_settings: InFolders) -> Path:
    stored(warehouse, LITTLE)
    return as_folder(make_release(tmp_settings, warehouse, "2018-11", NOW)[1])


def workbook_cells(path: Path) -> dict[Cell, str]:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Cover", "Contents", "Notes", *SHEETS.values()]
    found = {}
    for name in SHEETS.values():
        (table,) = book[name].tables.values()
        head, *lines = [[cell.value for cell in line] for line in book[name][table.ref]]
        assert head[:4] == ["Area", "Measure", "Category", "Given as"]
        for area, measure, category, side, *cells in lines:
            for span, cell in zip(head[4:], cells, strict=True):
                found[name, area, measure, category, side, span] = str(cell)
    return found


def data_cells(folder: Path, *, hidden_as_c: bool = False) -> dict[Cell, str]:
    """The cells that a workbook should have by data.csv: a percentage of rates alone."""
    found = {}
    for row in data(folder):
        area = PLACES.get(row["area_code"], row["area_code"])
        title = measures()[row["measure"]].title
        for key in SIDES if row["denominator"] else ("numerator",):
            where = (SHEETS[row["level"]], area, title, CODES[row["breakdown"]])
            found[*where, SIDES[key], NOVEMBER] = "[c]" if hidden_as_c and row[key] == "*" else row[key]
    return found


def test_the_workbook_holds_what_the_table_holds(folder: Path) -> None:
    """Each figure is in it; each cell beyond is 0 of a category, or says that there is no such figure."""
    wanted, found = data_cells(folder, hidden_as_c=True), workbook_cells(folder / "tables.xlsx")
    assert {cell: found[cell] for cell in wanted} == wanted
    beyond = {cell: text for cell, text in found.items() if cell not in wanted}
    assert {(cell[-1] == NOVEMBER, text) for cell, text in beyond.items()} == {
        (False, "[x]"),
        (True, "0"),
    }


def test_numbers_are_numbers_and_signs_are_explained(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    cells = [
        cell.value for name in SHEETS.values() for row in book[name].iter_rows(min_row=5) for cell in row
    ]
    assert 85 in cells
    cover = " ".join(str(cell.value) for row in book["Cover"].iter_rows() for cell in row)
    signs = {text for text in cells if isinstance(text, str) and text.startswith("[")}
    assert signs == {"[c]", "[u]", "[x]"}
    assert all(sign in cover for sign in signs)


def test_the_page_holds_the_headlines_of_the_table(folder: Path) -> None:
    figures = data_cells(folder)
    page = read_page(folder / "index.html")
    titles = {"Assessed": "assessed", "Of these, onto the caseload": "onto_caseload"}
    seen = 0
    for level, caption in (("england", "Country"), ("region", "Region"), ("partnership", "Partnership")):
        for area, row in table_rows(page, f"{caption}, {NOVEMBER}").items():
            assert row.keys() == titles.keys()
            for heading, text in row.items():
                where = (SHEETS[level], area, measures()[titles[heading]].title, "All")
                count, value = (
                    figures[*where, "Number", NOVEMBER],
                    figures.get((*where, "Per cent", NOVEMBER)),
                )
                signed = f" ({value})" if value and value.startswith("[") else f" ({value}%)" if value else ""
                assert text.replace(",", "") == count + signed
                seen += 1
    assert seen == 8


def test_the_page_says_how_much_is_hidden_and_why(folder: Path) -> None:
    """Of 24 counts above 0 one is 1 to 4, and 5 beside it is hidden; with its row of categories 1 is."""
    text = words(read_page(folder / "index.html"))
    assert "Of 24 counts above 0, about 8 in 100 are hidden." in text
    assert "would hide about 4 in 100" in text


def test_the_same_release_gives_the_same_workbook(
    folder: Path, warehouse: Warehouse, tmp_settings: InFolders
) -> None:
    before = (folder / "tables.xlsx").read_bytes()
    make_release(tmp_settings, warehouse, "2018-11", NOW)
    assert (folder / "tables.xlsx").read_bytes() == before
