"""findings.csv: every finding, in the order of work, and nothing that a spreadsheet would run."""

from pathlib import Path

import pyarrow as pa
import pytest

from cjit.quality.feedback import findings_csv, formula_safe
from feedback_rows import ACCEPTED, MANY, finding, findings, read_csv, written


def test_csv_holds_every_finding_errors_first(tmp_path: Path) -> None:
    rows = read_csv((written(tmp_path, ACCEPTED, MANY) / "findings.csv").read_bytes())
    assert list(rows[0]) == [
        "row_no",
        "client_ref",
        "episode_id",
        "rule",
        "severity",
        "item",
        "value",
        "message",
        "fix",
    ]
    assert [(row["rule"], row["row_no"]) for row in rows] == [
        ("E03", "3"),
        ("E03", "7"),
        ("E03", "9"),
        *(("W05", str(row)) for row in range(3, 13)),
        ("N02", ""),
    ]
    assert rows[2]["value"] == "**/**/****"


def test_csv_survives_quotes_line_breaks_and_letters() -> None:
    nasty = 'Zoë, "x"\nnext'
    (row,) = read_csv(findings_csv(findings(finding("W05", 1, client_ref=nasty))))
    assert row["client_ref"] == nasty


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44 1", "'+44 1"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("-12", "-12"),
        ("-12.5", "-12.5"),
        ("-12\n=1", "'-12\n=1"),
        ("12", "12"),
        ("a=1", "a=1"),
        ("", ""),
        (None, None),
    ],
)
def test_formulas_are_disarmed(cell: str | None, safe: str | None) -> None:
    assert formula_safe(pa.array([cell], pa.string())).to_pylist() == [safe]


def test_formulas_are_disarmed_in_every_column_of_the_senders() -> None:
    armed = dict.fromkeys(("client_ref", "episode_id", "value", "message"), "=1+1")
    (row,) = read_csv(findings_csv(findings(finding("W05", 1, **armed))))
    assert {row[name] for name in armed} == {"'=1+1"}
