"""What a provider gets back for one submission (specification: submission.md, "Files back to the provider").

summary.html says what happened and what to do first, findings.csv holds every failing row, findings.xlsx the
same by step of work, receipt.json what was received and under which versions it was judged. All four follow
from the arguments alone.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.definition import definition
from cjit.london import LONDON
from cjit.pages.csv_file import csv_file, plain
from cjit.pages.files import safe_name, write_folder
from cjit.places import Place
from cjit.quality.causes import SEVERITIES, in_steps
from cjit.quality.feedback_input import FINDINGS, Changes, Mismatch, NotSeen, SubmissionSummary
from cjit.quality.feedback_page import summary_page
from cjit.quality.feedback_sheets import findings_workbook

__all__ = [
    "FINDINGS",
    "SubmissionSummary",
    "findings_csv",
    "formula_safe",
    "in_order_of_work",
    "receipt",
    "write_feedback",
]

_FILE_COLUMNS = [name for name in FINDINGS.names if name != "why"]
_FROM_THE_FILE = ("client_ref", "episode_id", "value", "message")  # the sender's words, or words around them
_RUNS = r"^[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"  # also the full-width forms of = + - @
_NEGATIVE_NUMBER = r"^-[0-9]+(\.[0-9]+)?$"
_ROWS_AT_ONCE = 65_536


def write_feedback(  # noqa: PLR0913, PLR0917 - all that a provider is told
    out_dir: Place,
    submission: SubmissionSummary,
    findings: pa.Table,
    mismatches: Sequence[Mismatch] = (),
    changes: Changes | None = None,
    not_seen: NotSeen | None = None,
) -> None:
    """Write `providers/<AGNCY>/<submission_id>/` under the out-folder, whole or not at all.

    `findings` are those of this submission, with the columns of FINDINGS, in any order. The same arguments
    give the same bytes. Raises OSError where the disk does.
    """
    ordered = in_order_of_work(findings)
    steps = in_steps(ordered, definition(submission.dataset_version))
    files = {
        "summary.html": summary_page(submission, steps, mismatches, changes, not_seen).encode(),
        "findings.csv": findings_csv(ordered),
        "findings.xlsx": findings_workbook(submission, ordered, mismatches, not_seen),
        "receipt.json": receipt(submission).encode(),
    }
    sender = out_dir / "providers" / safe_name(submission.agency_code)
    write_folder(sender / safe_name(submission.submission_id), files)


def in_order_of_work(findings: pa.Table) -> pa.Table:
    """Fatal first, then errors, warnings and notes; within each by row, rule and item."""
    if findings.num_rows < 2:
        return findings
    keys = pa.table(
        {
            "severity": pc.index_in(plain(findings["severity"]), value_set=pa.array(SEVERITIES)),
            "row_no": findings["row_no"],
            "rule": plain(findings["rule"]),
            "item": plain(findings["item"]),
            "message": plain(findings["message"]),
        }
    )
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending", "at_start") for name in keys.column_names])
    return findings.take(order)


def findings_csv(findings: pa.Table) -> bytes:
    """Every finding as CSV that Excel opens as UTF-8, with nothing in it that a spreadsheet would run."""
    return csv_file(_FILE_COLUMNS, _parts(findings.select(_FILE_COLUMNS)))


def receipt(submission: SubmissionSummary) -> str:
    """What was received and how it was judged, as JSON: counts, percentages, hashes and versions.

    sha256 is of the bytes, content_sha256 of them without byte order mark and with LF line ends (F09),
    row_set_hash of the rows in any order and spelling (N03).
    """
    fields = asdict(submission)
    versions = {name: fields.pop(f"{name}_version") for name in ("dataset", "rules", "lists", "code")}
    fields["received_at"] = submission.received_at.astimezone(LONDON).isoformat()
    for name in ("load_pct", "dq_pct"):
        fields[name] = None if fields[name] is None else float(fields[name])
    return json.dumps(fields | {"versions": versions}, indent=2, ensure_ascii=False) + "\n"


def formula_safe(cells: pa.Array) -> pa.Array:
    """Text cells with an apostrophe before what a spreadsheet would take for a formula.

    A plain negative number stays as it is: it is a number and runs nothing.
    """
    runs = pc.and_not(
        pc.match_substring_regex(cells, _RUNS), pc.match_substring_regex(cells, _NEGATIVE_NUMBER)
    )
    return pc.if_else(runs, pc.binary_join_element_wise("'", cells, ""), cells)


def _parts(findings: pa.Table) -> Iterator[pa.Table]:
    """Safe tables of so many rows: dictionaries are unfolded only while they are being written."""
    safe = findings
    for name in _FROM_THE_FILE:
        safe = safe.set_column(safe.column_names.index(name), name, _safe_column(findings[name]))
    for start in range(0, safe.num_rows, _ROWS_AT_ONCE):
        yield safe.slice(start, _ROWS_AT_ONCE)


def _safe_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        chunks = [
            pa.DictionaryArray.from_arrays(chunk.indices, formula_safe(chunk.dictionary))
            for chunk in column.chunks
        ]
        return pa.chunked_array(chunks, column.type)
    return pa.chunked_array([formula_safe(chunk) for chunk in column.chunks], column.type)
