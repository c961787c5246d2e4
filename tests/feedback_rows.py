"""Submissions and findings as feedback is written from them, for tests."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from cjit.quality.feedback import FINDINGS, SubmissionSummary, write_feedback

ACCEPTED = SubmissionSummary(
    submission_id="s-1",
    agency_code="A0001",
    feed="cjit",
    file_name="night 1.csv",
    sha256="ab" * 32,
    received_at=datetime(2018, 7, 20, 1, 5, tzinfo=UTC),
    status="accepted",
    fatal_rule=None,
    rows_submitted=1204,
    rows_withheld=6,
    rows_in_error=41,
    rows_loaded=1163,
    rows_with_warning=312,
    load_pct=Decimal("96.5"),
    dq_pct=Decimal("73.1"),
    open_mismatches=0,
    dataset_version="O",
    rules_version="r-7",
    lists_version="2009-04-01",
    code_version="0.1.0",
    content_sha256="cd" * 32,
    row_set_hash="ef" * 32,
)
FATAL = replace(
    ACCEPTED,
    status="fatal",
    fatal_rule="F05",
    rows_submitted=None,
    rows_withheld=None,
    rows_in_error=None,
    rows_loaded=None,
    rows_with_warning=None,
    load_pct=None,
    dq_pct=None,
)
WORDS = {
    "E03": ("error", "DOB", "DOB is blank: enter the date of birth.", "People.", "Enter it as DD/MM/YYYY."),
    "W05": ("warning", "PC", "PC is a full postcode: send the sector.", "Identifies.", "Drop two letters."),
    "N02": ("note", None, "The file is Windows-1252.", "Letters.", "Send UTF-8."),
    "F05": ("fatal", None, "Mandatory columns are missing: TRFTO.", "No row.", "Include every column."),
}


def finding(rule: str, row_no: int | None, **changes: Any) -> dict[str, Any]:
    severity, item, message, why, fix = WORDS[rule]
    return {
        "row_no": row_no,
        "client_ref": "C1",
        "episode_id": "E1",
        "rule": rule,
        "severity": severity,
        "item": item,
        "value": None,
        "message": message,
        "why": why,
        "fix": fix,
    } | changes


def findings(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=FINDINGS)


def written(tmp_path: Path, submission: SubmissionSummary, table: pa.Table) -> Path:
    write_feedback(tmp_path, submission, table)
    return tmp_path / "providers" / submission.agency_code / submission.submission_id


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


MANY = findings(
    finding("N02", None),
    *(finding("W05", row, value="*** ***") for row in range(12, 2, -1)),
    *(finding("E03", row) for row in (7, 3)),
    finding("E03", 9, message="DOB is not a date: enter it as DD/MM/YYYY.", value="**/**/****"),
)
