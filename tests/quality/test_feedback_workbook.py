"""findings.xlsx: a cover, a sheet for each step of work, each text as text, a word on what does not fit."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjit.pages import workbook as made_by
from cjit.quality.feedback import in_order_of_work
from cjit.quality.feedback_input import FINDINGS, Mismatch
from cjit.quality.feedback_sheets import findings_workbook
from feedback_rows import ACCEPTED, FATAL, MANY, finding, findings


def book(*arguments: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(findings_workbook(*arguments)))


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def cover(opened: openpyxl.Workbook) -> dict[str, str]:
    return {row[0]: row[1] for row in cells(opened["Summary"]) if row[0]}


def test_a_cover_and_a_sheet_for_each_step_in_the_order_of_work() -> None:
    opened = book(ACCEPTED, in_order_of_work(MANY), [Mismatch("M1", "E7"), Mismatch("M5", "E8")])
    assert opened.sheetnames == ["Summary", "Errors", "Warnings", "Mismatches", "Notes"]
    assert opened.properties.title == "Findings in the file of agency A0001"
    told = cover(opened)
    assert told["Verdict"].startswith("Accepted")
    assert told["Load %"].startswith("96.5% = ")
    assert (told["Errors"], told["Warnings"], told["Mismatches"]) == (
        "3 findings",
        "10 findings",
        "2 mismatches",
    )
    assert cells(opened["Errors"])[:2] == [
        ["Row", "Rule", "Item", "Value", "What is wrong and what to do", "Client reference", "Episode"],
        [3, "E03", "DOB", None, "DOB is blank: enter the date of birth.", "C1", "E1"],
    ]
    assert [row[:2] for row in cells(opened["Mismatches"])[1:]] == [["M1", "E7"], ["M5", "E8"]]


def test_a_fatal_and_a_clean_file() -> None:
    opened = book(FATAL, findings(finding("F05", None)))
    assert opened.sheetnames == ["Summary", "Fatal"]
    assert cover(opened)["Verdict"].startswith("Not accepted")
    assert "Load %" not in cover(opened)
    clean = book(replace(ACCEPTED, status="held"), FINDINGS.empty_table())
    assert clean.sheetnames == ["Summary"]
    assert cover(clean)["Verdict"].startswith("Held")
    assert not any(name.startswith("Loaded") for name in cover(clean)), "nothing of it was"
    assert "nothing in this file" in cover(clean)["None"]


def test_sheets_can_be_read_filtered_and_printed() -> None:
    for sheet in book(ACCEPTED, in_order_of_work(MANY)).worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions == table.autoFilter.ref
        assert [column.name for column in table.tableColumns] == cells(sheet)[0]
        assert all(width.width >= 7 for width in sheet.column_dimensions.values())
        assert sheet["E2"].alignment.wrap_text


NASTY = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12) | st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "12", "TRUE", " a ", "a\nb", "<&>", "_x0041_", "]]>", "http://x"]
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(NASTY, min_size=1, max_size=5))
def test_every_text_comes_back_as_text(texts: list[str]) -> None:
    """Line breaks, formulas, escapes of the format; what XML cannot hold is shown as a replacement."""
    rows = [finding("W05", n, value=text, client_ref=text) for n, text in enumerate(texts, 1)]
    sheet = book(ACCEPTED, findings(*rows))["Warnings"]
    for line, text in zip(sheet.iter_rows(min_row=2), texts, strict=True):
        wanted = "".join(
            c if (c >= " " and c not in "\ufffe\uffff") or c in "\t\n" else "\ufffd" for c in text
        )
        for cell in (line[3], line[5]):
            assert openpyxl.utils.escape.unescape(cell.value or "") == wanted
            assert cell.data_type in ("s", "inlineStr", "n" if not wanted else "s")


def test_what_a_sheet_cannot_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_by, "LAST_ROW", 8)
    monkeypatch.setattr(made_by, "_ROWS_AT_ONCE", 4)
    rows = findings(*(finding("W05", n) for n in range(1, 11)))
    opened = book(ACCEPTED, rows)
    lines = cells(opened["Warnings"])
    assert [line[0] for line in lines[1:7]] == [1, 2, 3, 4, 5, 6]
    assert lines[7][0] == "… and 4 more: a sheet ends here, findings.csv has all"
    assert len(lines) == 8
    assert "the last 4 are in findings.csv alone" in cover(opened)["Warnings"]
    assert opened["Warnings"].tables["Table1"].ref == "A1:G7"
    assert len(cells(book(ACCEPTED, rows.slice(0, 7))["Warnings"])) == 8


def test_the_same_findings_give_the_same_bytes_coded_or_plain() -> None:
    names = [name for name in MANY.column_names if name != "row_no"]
    coded = pa.table({n: MANY[n].dictionary_encode() if n in names else MANY[n] for n in MANY.column_names})
    ordered = in_order_of_work(MANY)
    assert findings_workbook(ACCEPTED, in_order_of_work(coded)) == findings_workbook(ACCEPTED, ordered)
