"""Screen, workbook, CSV and PDF say the same, figure by figure, and that is what out.ccjr says."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html
from pypdf import PdfReader

from cjit.report.catalogue import Measure, at, breakdowns, counts, measures, rates
from cjit.report.files import folder_of
from cjit.warehouse.connection import Warehouse
from page_checks import read_page, table_rows, words
from report.files_read import check_printed, sheet_rows
from report.published import AGENCY, ALIKE, AREAS, FREEZE, KINDS, Cell, cells, empty, labels

ALL = [*(area[:2] for area in AREAS), AGENCY[:2], ALIKE[:2]]
Own = dict[tuple[str, str, str], Cell]
"""(period_kind, measure, breakdown) → the figure, of one area."""
Rows = dict[str, dict[str, str]]


def own(warehouse: Warehouse, level: str, code: str) -> Own:
    return {key[2:]: cell for key, cell in cells(warehouse).items() if key[:2] == (level, code)}


def folder(published: tuple[Warehouse, Path], level: str, code: str) -> Path:
    return published[1] / folder_of(level, code)


def count(figures: Own, kind: str, measure: str, part: str = "") -> int:
    return figures.get((kind, measure, part), (None, 0, None))[1]


def part_of(measure: Measure, codes: dict[str, str], label: str) -> str:
    """The code of a category by what it is called."""
    named = {name: code for code, name in measure.names.items()}
    if label == "Not known":
        return "unknown"
    return (
        named.get(label)
        or codes.get(label)
        or next((known for known in measure.known if known.lower() == label.lower()), label)
    )


@pytest.mark.parametrize(("level", "code"), ALL)
def test_the_csv_is_the_figures(published: tuple[Warehouse, Path], level: str, code: str) -> None:
    figures = own(published[0], level, code)
    text = (folder(published, level, code) / "data.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    found = {(r["period_kind"], r["measure"], r["breakdown"]): r for r in rows}
    assert len(found) == len(rows)
    assert found.keys() == figures.keys()
    for key, (value, top, bottom) in figures.items():
        row = found[key]
        assert (row["freeze_id"], row["period"], row["level"], row["area_code"]) == (
            FREEZE,
            "2018-11",
            level,
            code,
        )
        assert (Decimal(row["value"]) if row["value"] else None) == value
        assert (row["numerator"], row["denominator"]) == (str(top), "" if bottom is None else str(bottom))
        assert row["measure_title"] == measures()[key[1]].title
        assert bool(row["breakdown_label"]) == bool(key[2])


def test_the_metadata_describes_the_csv(published: tuple[Warehouse, Path]) -> None:
    where = folder(published, "partnership", "A04B")
    said = json.loads((where / "data.csv-metadata.json").read_text(encoding="utf-8"))
    head = (where / said["url"]).read_text(encoding="utf-8").splitlines()[0].split(",")
    columns = said["tableSchema"]["columns"]
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    assert [column["name"] for column in columns] == head
    assert set(said["tableSchema"]["primaryKey"]) <= set(head)
    assert all(column["dc:description"] for column in columns)
    described = {note["measure"] for note in said["notes"] if "measure" in note}
    assert described == {measure.key for measure in at("partnership")}


@pytest.mark.parametrize(("level", "code"), ALL)
def test_the_workbook_holds_every_figure(published: tuple[Warehouse, Path], level: str, code: str) -> None:
    figures = own(published[0], level, code)
    path = folder(published, level, code) / "tables.xlsx"
    spans = {title: kind for kind, title in KINDS.items()}
    seen = set()
    for measure, row in zip(counts(level), sheet_rows(path, "Counts"), strict=True):
        assert row["Measure"] == measure.title
        for title, kind in spans.items():
            key = (kind, measure.key, "")
            assert row[title] == (figures[key][1] if key in figures else "[z]")
            seen |= {key} & figures.keys()
    by_title = {measure.title: measure for measure in measures().values()}
    for row in sheet_rows(path, "Rates"):
        key = (spans[str(row["Period"])], by_title[str(row["Rate"])].key, "")
        value, top, bottom = figures[key]
        assert (row["Number"], row["Out of"]) == (top, bottom)
        assert row["%"] == ("[z]" if value is None else float(value))
        seen.add(key)
    for name in ("Routes", "Closed before caseload", "Exits", "Caseload"):
        for row in sheet_rows(path, name):
            measure = by_title[str(row["Breakdown"])]
            part = part_of(measure, labels(published[0], measure.code_list), str(row["Category"]))
            columns = {"month": "People"} if name == "Caseload" else KINDS
            for kind, title in columns.items():
                assert row[title] == count(figures, kind, measure.key, part)
                seen |= {(kind, measure.key, part)} & figures.keys()
    assert seen == figures.keys()


@pytest.mark.parametrize(("level", "code"), ALL)
def test_the_page_holds_every_figure(published: tuple[Warehouse, Path], level: str, code: str) -> None:
    figures = own(published[0], level, code)
    page = read_page(folder(published, level, code) / "report.html")
    seen = {key for key in figures if key[1] in ("caseload", "open_mismatches")}
    said = words(page)
    assert f"{figures['month', 'caseload', ''][1]:,} people were on the caseload" in said
    assert f"{figures['month', 'open_mismatches', ''][1]:,} mismatch" in said
    for caption, row, measure in (
        ("The chain: people", "Assessed", "assessed"),
        ("People who started on the caseload", "Caseload starts", "caseload_starts"),
        ("Referrals: people", "Referred", "referred"),
        ("Referrals: people", "Already in treatment", "already_in_treatment"),
    ):
        for kind, title in KINDS.items():
            assert table_rows(page, caption)[row][title] == f"{count(figures, kind, measure):,}"
            seen.add((kind, measure, ""))
    became = table_rows(page, "What became of the people assessed")
    for kind, title in KINDS.items():
        value, onto, assessed = figures[kind, "onto_caseload", ""]
        assert became[title]["Assessed"] == f"{assessed:,}"
        assert became[title]["Onto the caseload"] == f"{onto:,}"
        assert became[title]["Onto the caseload, %"] == shown(value)
        assert became[title]["Outcome pending"] == f"{count(figures, kind, 'outcome_pending'):,}"
        seen |= {(kind, "onto_caseload", ""), (kind, "outcome_pending", "")}
    seen |= rates_on(page, figures, level) | breakdowns_on(page, figures, published[0])
    assert seen == figures.keys()


def rates_on(page: html.HtmlElement, figures: Own, level: str) -> set[tuple[str, str, str]]:
    seen = set()
    files = table_rows(page, "The files, in numbers")
    for measure in rates(level):
        if measure.key == "onto_caseload":
            continue
        for kind in measure.kinds:
            if measure.section == "quality":
                row = files[f"{measure.part}, of {measure.of.lower()}"]
                found = (row["%"], row["Number"], row["Out of"])
            else:
                row = table_rows(page, measure.title)[KINDS[kind]]
                found = (row["%"], row[measure.part], row[measure.of])
            value, top, bottom = figures[kind, measure.key, ""]
            assert found == (shown(value), f"{top:,}", f"{bottom:,}")
            seen.add((kind, measure.key, ""))
    return seen


def breakdowns_on(page: html.HtmlElement, figures: Own, warehouse: Warehouse) -> set[tuple[str, str, str]]:
    who = {
        "chain": "",
        "routes": ": people assessed",
        "exits": ": people who left the caseload",
        "caseload": ": people on the caseload on 30 November 2018",
    }
    seen = set()
    for measure in breakdowns():
        codes = labels(warehouse, measure.code_list)
        columns = {"month": "People"} if measure.section == "caseload" else KINDS
        for label, row in table_rows(page, measure.title + who[measure.section]).items():
            for kind, title in columns.items():
                if label == "All":
                    part, key = "", measure.whole
                    if measure.section == "chain":
                        continue
                else:
                    part, key = part_of(measure, codes, label), measure.key
                assert row[title] == f"{count(figures, kind, key, part):,}"
                seen |= {(kind, key, part)} & figures.keys()
    return seen


def shown(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:.1f}%"


@pytest.mark.parametrize(("level", "code"), ALL)
def test_the_pdf_has_every_table_of_the_page(
    published: tuple[Warehouse, Path], level: str, code: str
) -> None:
    check_printed(folder(published, level, code))


def test_the_pdf_is_tagged_and_has_an_outline(published: tuple[Warehouse, Path]) -> None:
    read = PdfReader(folder(published, "partnership", "A04B") / "report.pdf")
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "pdfuaid:part" in read.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    assert "Middlesbrough" in str(read.metadata.title)  # type: ignore[union-attr]
    (top,) = [entry for entry in read.outline if not isinstance(entry, list)]
    assert top["/Title"] == "Middlesbrough"
    (below,) = [entry for entry in read.outline if isinstance(entry, list)]
    titles = {str(entry["/Title"]) for entry in below if not isinstance(entry, list)}
    assert {"From assessment to treatment", "Into structured treatment", "Definitions"} <= titles
    fonts = [font for sheet in read.pages for font in sheet["/Resources"]["/Font"].values()]  # type: ignore[index,union-attr]
    families = {font.get_object()["/BaseFont"].partition("+")[2].partition("-")[0] for font in fonts}
    assert families == {"SourceSansPro"}


def test_the_workbook_has_a_cover_contents_and_notes(published: tuple[Warehouse, Path]) -> None:
    path = folder(published, "england", "england") / "tables.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert [row["Sheet name"] for row in sheet_rows(path, "Contents")] == book.sheetnames[3:]
    assert all(len(book[name].tables) == 1 for name in book.sheetnames[1:])
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    noted = {row["Note"] for row in sheet_rows(path, "Notes")}
    assert {measure.title for measure in at("england")} <= noted
    assert str(book.properties.created.date()) == "2018-12-15"


@pytest.mark.parametrize(("level", "code"), ALL)
def test_the_workbook_rounds_as_the_page_does(
    published: tuple[Warehouse, Path], level: str, code: str
) -> None:
    book = openpyxl.load_workbook(folder(published, level, code) / "tables.xlsx")
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    parts = [value for value in values if isinstance(value, float)]
    assert parts
    assert [value for value in parts if value != round(value, 1)] == []


def test_an_area_of_nobody_has_all_files(published: tuple[Warehouse, Path]) -> None:
    where = folder(published, "partnership", empty(cells(published[0])))
    rates_found = {row["%"] for row in sheet_rows(where / "tables.xlsx", "Rates") if row["Out of"] == 0}
    assert rates_found == {"[z]"}
    assert len(PdfReader(where / "report.pdf").pages) > 5
