"""Take settled files in: bytes into the archive, a record into the warehouse, then out of the inbox.

In that order, so that a kill loses nothing: a file that is recorded but still lies in the inbox is
recognised by the next run and only taken out.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import TypedDict

import pyarrow as pa

from cjit.errors import Transient
from cjit.intake import archive
from cjit.intake.inbox import Found, settled, unchanged
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

_AT_ONCE = 500  # files recorded in one transaction: what a kill may leave to be done again


class Batch(TypedDict):
    """Submissions that one task checks and loads, in order; and a label for people."""

    label: str
    submissions: list[str]


@dataclass(frozen=True)
class _Stored:
    found: Found
    sha256: str


def receive(settings: Settings, warehouse: Warehouse, now: datetime) -> list[Batch]:
    """Take in what is settled, and list all submissions that wait for a verdict, in batches.

    Raises Transient where the archive or the inbox cannot be written.
    """
    found = settled(settings.inbox_dir, settings.settle_seconds, time.time())
    try:
        for some in _chunks(found, _AT_ONCE):
            _take_in(settings, warehouse, some, now)
    except OSError as error:
        raise Transient(f"the archive or the inbox cannot be written: {error.strerror}") from None
    return _batches(settings, warehouse)


def _chunks(found: list[Found], size: int) -> Iterator[list[Found]]:
    entries = iter(found)
    while some := list(islice(entries, size)):
        yield some


def _take_in(settings: Settings, warehouse: Warehouse, found: list[Found], now: datetime) -> None:
    with ThreadPoolExecutor(settings.workers) as pool:
        kept = [stored for stored in pool.map(lambda f: _store(settings, f), found) if stored]
    with warehouse.session() as session:
        session.run("load/lock_agency", {"agency_code": "arrivals"})
        still_here = {tuple(row[1:]): row[0] for row in session.rows("load/arrivals_open")}
        recorded = [(s, still_here.get(_trace(s))) for s in kept]
        tonight = session.rows("load/arrivals_of_night", {"received_at": now})
        new = _numbered([s for s, known in recorded if known is None], tonight, now)
        session.copy_in("dq", "submission", _rows(new, now))
    ids = [(s, known) for s, known in recorded if known] + [(s, i) for s, i, _ in new]
    done = [(stored, submission_id) for stored, submission_id in ids if stored.found.removable]
    for stored, _ in done:
        if unchanged(stored.found):  # what replaced it meanwhile is an arrival of its own
            stored.found.path.unlink(missing_ok=True)
    with warehouse.session() as session:
        session.copy_in("dq", "collected", pa.table({"submission_id": [i for _, i in done]}))


def _store(settings: Settings, found: Found) -> _Stored | None:
    """The file's bytes in the archive; None where it changed meanwhile and waits for the next night."""
    if found.problem:
        return _Stored(found, archive.EMPTY_SHA256)
    try:
        sha256 = archive.store(settings.archive_dir, found.path)
    except FileNotFoundError:
        return None
    return _Stored(found, sha256) if unchanged(found) else None


def _trace(stored: _Stored) -> tuple[str, str, int, str]:
    return stored.found.folder, stored.found.name, stored.found.modified_ns, stored.sha256


def _numbered(
    stored: list[_Stored], earlier: list[tuple[str, str, int]], now: datetime
) -> list[tuple[_Stored, str, int]]:
    """Each new file with its submission id and its place among the folder's files of the night.

    The id follows from sender, night and content, so that the same night gives the same ids in any order.
    """
    taken = {submission_id for submission_id, _, _ in earlier}
    last: dict[str, int] = {}
    for _, folder, number in earlier:
        last[folder] = max(last.get(folder, 0), number)
    numbered = []
    for one in stored:
        submission_id = _submission_id(one, now, taken)
        taken.add(submission_id)
        last[one.found.folder] = number = last.get(one.found.folder, 0) + 1
        numbered.append((one, submission_id, number))
    return numbered


def _submission_id(stored: _Stored, now: datetime, taken: set[str]) -> str:
    folder = stored.found.folder.lstrip("_")[:20]
    for repeat in range(1, len(taken) + 2):
        identity = f"{stored.found.folder}\n{now.isoformat()}\n{stored.sha256}\n{repeat}"
        digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:10]
        submission_id = f"{folder}-{now:%Y%m%dT%H%M}-{digest}"
        if submission_id not in taken:
            break
    return submission_id


def _rows(new: Iterable[tuple[_Stored, str, int]], now: datetime) -> pa.Table:
    rows = [
        {
            "submission_id": submission_id,
            "folder": stored.found.folder,
            "feed": stored.found.feed,
            "file_name": stored.found.name,
            "sha256": stored.sha256,
            "size_bytes": stored.found.size,
            "modified_ns": stored.found.modified_ns,
            "received_at": now.isoformat(),
            "arrival_no": number,
            "problem": stored.found.problem,
        }
        for stored, submission_id, number in new
    ]
    return pa.Table.from_pylist(rows) if rows else pa.table({})


def _batches(settings: Settings, warehouse: Warehouse) -> list[Batch]:
    """Waiting submissions in batches of about `batch_mebibytes`; a folder's files stay together."""
    with warehouse.session() as session:
        waiting = session.rows("load/waiting")
    limit = settings.batch_mebibytes << 20
    batches: list[Batch] = []
    for feed, of_feed in groupby(waiting, key=lambda row: row[2]):
        ids: list[str] = []
        folders: list[str] = []
        weight = 0
        for folder, rows in groupby(of_feed, key=lambda row: row[1]):
            submissions = list(rows)
            size = sum(row[3] for row in submissions)
            if ids and weight + size > limit:
                batches.append(_batch(feed, folders, ids))
                ids, folders, weight = [], [], 0
            ids += [row[0] for row in submissions]
            folders.append(folder)
            weight += size
        batches.append(_batch(feed, folders, ids))
    return batches


def _batch(feed: str, folders: list[str], ids: list[str]) -> Batch:
    span = folders[0] if len(folders) == 1 else f"{folders[0]}–{folders[-1]}"
    files = "1 file" if len(ids) == 1 else f"{len(ids)} files"
    return Batch(label=f"{feed} {span} ({files})", submissions=ids)


