"""What pages say of their freeze, and that a freeze's pages stay as they were."""

import re
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from cjit.errors import Permanent, Transient
from cjit.report.files import write_area_files, write_report
from cjit.warehouse.connection import Warehouse
from page_checks import read_page, table_rows, words
from report import page_rows
from report.files_read import printed_on

FREEZE = "2018-11-b"
SOME = [("england", "england"), ("region", "North East"), ("force", "Cleveland"), ("partnership", "A04B")]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def later(warehouse: Warehouse) -> Warehouse:
    """A warehouse of the test's own with a freeze of one region, to which more may happen."""
    page_rows.store_lists(warehouse)
    store_small(warehouse, FREEZE, "2018-11", "2018-12-15")
    return warehouse


def store_small(
    warehouse: Warehouse, freeze_id: str, period: str, day: str, *, seed: int = 7, restates: str = ""
) -> None:
    at = f"{day}T02:00:00+00:00"
    page_rows.store_freeze(
        warehouse, freeze_id, period, at, seed=seed, restates=restates, region="North East"
    )


def write(warehouse: Warehouse, freeze_id: str, out: Path) -> None:
    write_area_files(warehouse, freeze_id, out, SOME)


def test_the_same_freeze_gives_the_same_bytes_whatever_comes_later(later: Warehouse, tmp_path: Path) -> None:
    write(later, FREEZE, tmp_path / "first")
    store_small(later, "2018-10-late", "2018-10", "2018-11-16", seed=8)
    write(later, FREEZE, tmp_path / "again")
    made = contents(tmp_path / "first")
    assert {Path(name).name for name in made} == {
        "report.html",
        "report.pdf",
        "tables.xlsx",
        "data.csv",
        "data.csv-metadata.json",
    }
    assert contents(tmp_path / "again") == made
    write(later, FREEZE, tmp_path / "first")
    assert contents(tmp_path / "first") == made


def test_a_freeze_that_is_not_there(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="no freeze"):
        write_report(warehouse, "nothing", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_is_worth_another_try(later: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file where the folder should be")
    with pytest.raises(Transient, match="could not be written"):
        write_report(later, FREEZE, tmp_path / "report")


def test_codes_that_no_list_knows_and_unknowns_are_shown(warehouse: Warehouse, tmp_path: Path) -> None:
    page_rows.store_lists(warehouse)
    rows: list[page_rows.Row] = [
        ("england", "england", "month", "caseload", "", 5, None),
        ("england", "england", "month", "caseload_by_injecting", "Q", 2, None),
        ("england", "england", "month", "caseload_by_injecting", "unknown", 3, None),
    ]
    page_rows.store_rows(warehouse, "f", "2018-11", "2018-12-15T02:00:00+00:00", rows)
    write_report(warehouse, "f", tmp_path)
    page = read_page(tmp_path / "england" / "england" / "report.html")
    table = table_rows(page, "Injecting: people on the caseload on 30 November 2018")
    assert list(table)[-2:] == ["Q", "Not known"]
    assert (table["Q"]["People"], table["Not known"]["%"]) == ("2", "60.0%")


def test_a_restatement_says_so(later: Warehouse, tmp_path: Path) -> None:
    restated = "2018-11-c"
    store_small(later, restated, "2018-11", "2018-12-20", seed=9, restates=FREEZE)
    for freeze_id in (FREEZE, restated):
        write(later, freeze_id, tmp_path / freeze_id)
    pages = {f: read_page(tmp_path / f / "england/england/report.html") for f in (FREEZE, restated)}
    assert "It restates an earlier report of the month" in words(pages[restated])
    assert "restates" not in words(pages[FREEZE])


def test_agencies_carried_forward_are_named(later: Warehouse, tmp_path: Path) -> None:
    store_files(later)
    write(later, FREEZE, tmp_path)
    page = read_page(tmp_path / "region" / "North East" / "report.html")
    rows = table_rows(page, "Agencies behind these figures")
    assert len(rows) == 8
    sent, late, never = (rows[f"CJIT A000{n} (A000{n})"] for n in (3, 4, 5))
    assert (sent["File in the window"], sent["Load %"], sent["DQ %"]) == ("Yes", "96.6%", "89.6%")
    assert sent["Last accepted file"] == "5 December 2018"
    assert (late["File in the window"], late["Last accepted file"]) == ("Carried forward", "30 June 2018")
    assert (never["File in the window"], never["Load %"]) == ("None accepted yet", "–")
    assert "Carried forward: CJIT A0004 (A0004)." in words(page)
    own = table_rows(
        read_page(tmp_path / "partnership" / "A04B" / "report.html"), "Agencies behind these figures"
    )
    assert {row["Partnership"] for row in own.values()} == {"Middlesbrough"}
    assert len(own) == 2
    england = table_rows(
        read_page(tmp_path / "england" / "england" / "report.html"),
        "Agencies without a file accepted in the window",
    )
    assert "CJIT A0003 (A0003)" not in england
    assert "CJIT A0004 (A0004)" in england


def test_a_force_areas_files_name_who_is_carried_forward_and_tell_nothing_of_others(
    later: Warehouse, tmp_path: Path
) -> None:
    """A PCC office is granted its own area's figures, not those by provider (access.md)."""
    where = tmp_path / "force" / "Cleveland"
    write(later, FREEZE, tmp_path)
    assert "No agency is carried forward." in words(read_page(where / "report.html"))
    assert "Sources" not in openpyxl.load_workbook(where / "tables.xlsx").sheetnames
    store_files(later)
    write(later, FREEZE, tmp_path)

    texts = {path.name: text_of(path) for path in where.iterdir()}
    assert len(texts) == 5
    for name, text in texts.items():
        named = {"A0004"} if name in ("report.html", "report.pdf", "tables.xlsx") else set()
        assert set(re.findall(r"\bA\d{4}\b", text)) == named, name
        assert "30 June 2018" not in text, name
    page = read_page(where / "report.html")
    assert "Carried forward: CJIT A0004 (A0004)." in words(page)
    assert not page.xpath("//table[caption[contains(., 'Agencies')]]")
    sources = openpyxl.load_workbook(where / "tables.xlsx")["Sources"]
    assert [cell.value for cell in list(sources.rows)[-1]] == ["CJIT A0004 (A0004)", "Carried forward"]


def text_of(path: Path) -> str:
    """What a file of a report says, whatever its kind."""
    if path.suffix == ".pdf":
        return " ".join(printed_on(path))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return path.read_text(encoding="utf-8")


def store_files(warehouse: Warehouse) -> None:
    """Accepted files of two agencies behind the freeze: one in the window, one half a year old."""
    agencies = ["A0003", "A0004"]
    common = {"submission_id": ["s3", "s4"]}
    submission = common | {
        "folder": agencies,
        "feed": ["cjit"] * 2,
        "file_name": ["a.csv"] * 2,
        "sha256": ["ab"] * 2,
        "size_bytes": [1] * 2,
        "modified_ns": [1] * 2,
        "received_at": ["2018-12-05T02:00:00+00:00", "2018-06-29T23:30:00+00:00"],
        "arrival_no": [0] * 2,
    }
    verdict = common | {
        "verdict": ["accepted"] * 2,
        "agency_code": agencies,
        "rows_submitted": [1204] * 2,
        "rows_withheld": [0] * 2,
        "rows_in_error": [40] * 2,
        "rows_loaded": [1164] * 2,
        "rows_with_warning": [120] * 2,
        "dataset_version": ["O"] * 2,
        "rules_version": ["v"] * 2,
        "lists_version": ["v"] * 2,
        "code_version": ["v"] * 2,
    }
    used = common | {"freeze_id": [FREEZE] * 2, "agency_code": agencies, "carried_forward": [False, True]}
    with warehouse.session() as session:
        session.copy_in("dq", "submission", pa.table(submission))
        session.copy_in("dq", "verdict", pa.table(verdict))
        session.copy_in("report", "freeze_submission", pa.table(used))
