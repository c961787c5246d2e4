"""Uploads being checked beside the pages, one at a time in a process, and what came of it.

A check takes seconds and some hundred megabytes for a large file, so others wait for their turn. What it
finds is kept sealed beside the upload, for as long as that.
"""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain
from cjit.dataset.definition import definitions_for
from cjit.dataset.register import read_register
from cjit.intake.datasets import HEADER_WITHIN, dataset_of
from cjit.intake.reader import Sender
from cjit.intake.uploads import Upload, Uploads
from cjit.pages.csv_file import plain
from cjit.quality.check import figures
from cjit.quality.dry_run import DryRun, dry_run_of
from cjit.quality.feedback import in_order_of_work
from cjit.settings import Settings

_LOG = logging.getLogger(__name__)
_VERDICT, _FINDINGS = "verdict", "findings"
WAITS, CHECKS, SORTS = "Waiting for its turn", "Checking every row", "Putting the findings in order"
STAGES = (WAITS, CHECKS, SORTS)
_COUNTED = ("severity", "rule", "item", "message", "why", "fix")


class Checks:
    """The checks that this process has under way."""

    def __init__(self) -> None:
        self._one = ThreadPoolExecutor(1, thread_name_prefix="dry-run")
        self._stages: dict[str, str] = {}
        self._lock = Lock()

    def see_to(self, upload_id: str, work: Callable[[Callable[[str], None]], None]) -> str:
        """The stage at which a check is; begins it where nobody has."""
        with self._lock:
            if upload_id not in self._stages:
                self._stages[upload_id] = WAITS
                self._one.submit(self._do, upload_id, work)
            return self._stages[upload_id]

    def _do(self, upload_id: str, work: Callable[[Callable[[str], None]], None]) -> None:
        def tell(stage: str) -> None:
            self._stages[upload_id] = stage

        try:
            work(tell)
        except Exception as error:  # nobody waits for it here; its message may quote data
            _LOG.error("the check of an upload failed: %s", type(error).__name__)
        finally:
            with self._lock:
                self._stages.pop(upload_id, None)


CHECKING = Checks()


def check_upload(
    settings: Settings, uploads: Uploads, upload: Upload, received_on: date, tell: Callable[[str], None]
) -> None:
    """Check an upload as the night of that day would, and keep what was found beside it."""
    if uploads.kept(upload.upload_id, _VERDICT) is not None:
        return
    try:
        tell(CHECKS)
        run = _run(settings, uploads.read(upload), upload.agency_code, received_on)
        tell(SORTS)
        findings = _by_row(in_order_of_work(run.findings))
        verdict = _verdict(run) | {"counts_by_cause": _counted(findings)}
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, findings.schema) as write:
            write.write_table(findings)
        uploads.keep(upload.upload_id, _FINDINGS, sink.getvalue().to_pybytes())
    except Exception:
        uploads.keep(upload.upload_id, _VERDICT, json.dumps({"failed": True}).encode())
        raise
    uploads.keep(upload.upload_id, _VERDICT, json.dumps(verdict).encode())


def verdict_of(uploads: Uploads, upload: Upload) -> dict[str, Any] | None:
    """What a check found, None while it is not done; `failed` where it could not be done."""
    kept = uploads.kept(upload.upload_id, _VERDICT)
    found: dict[str, Any] | None = None if kept is None else json.loads(kept)
    return found


def findings_of(uploads: Uploads, upload: Upload, chosen: dict[str, str]) -> pa.Table:
    """The findings chosen, in the order of the file's rows, every column plain text but row_no."""
    kept = uploads.kept(upload.upload_id, _FINDINGS)
    findings: pa.Table = pa.ipc.open_file(pa.py_buffer(kept or b"")).read_all()
    for name, value in chosen.items():
        if value:
            findings = findings.filter(certain(pc.equal(plain(findings[name]), value)))
    return findings


def _run(settings: Settings, data: bytes, agency_code: str, received_on: date) -> DryRun:
    definition = dataset_of(data[:HEADER_WITHIN], definitions_for("cjit", received_on, settings))
    sender = Sender(agency_code, read_register(settings.agencies_file), received_on)
    return dry_run_of(data, sender, definition)


def _by_row(findings: pa.Table) -> pa.Table:
    keys = pa.table({name: plain(findings[name]) for name in ("row_no", "rule", "item")})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending", "at_start") for name in keys.column_names])
    return findings.take(order)


def _counted(findings: pa.Table) -> list[dict[str, Any]]:
    """The findings by sentence, as the submission page has them of a file that was sent."""
    if findings.num_rows == 0:
        return []
    keys = pa.table({name: plain(findings[name]) for name in (*_COUNTED, "row_no")})
    groups = keys.group_by(list(_COUNTED)).aggregate([("row_no", "min"), ([], "count_all")])
    return [
        {name: line[name] for name in _COUNTED}
        | {"findings": line["count_all"], "first_row": line["row_no_min"]}
        for line in groups.to_pylist()
    ]


def _verdict(run: DryRun) -> dict[str, Any]:
    return {
        "fatal_rule": run.fatal_rule,
        **figures(run.checked.counts),
        "content_sha256": run.checked.content_sha256,
        "row_set_hash": run.checked.row_set_hash,
        "dataset_version": run.definition.name,
        "rules_version": run.rules.version,
        "lists_version": run.lists_version,
        "received_on": run.received_on.isoformat(),
    }
