"""Take settled files in: bytes into the archive, a record into the warehouse, then out of the inbox.

In that order, so that a kill loses nothing: a file that is recorded but still lies in the inbox is
recognised by the next run and only taken out.
"""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from typing import TypedDict

import pyarrow as pa

from cjit.errors import Permanent, Transient
from cjit.intake import archive
from cjit.intake.inbox import UNREADABLE, Found, listed, settled, unchanged
from cjit.intake.seal import Seal
from cjit.objects import Denied, Objects
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

_LOG = logging.getLogger(__name__)
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

    Another run that takes files in is waited for. Raises Transient where the archive or the inbox cannot be
    written, Permanent where an object store refuses.
    """
    try:
        with warehouse.holding("load/hold_inbox"), warehouse.session() as session:
            # Bytes that are there already are not written again, so nobody may take them away meanwhile.
            session.run("load/use_archive")
            archive.remove_leftovers(settings.archive_dir)
            present = listed(settings.inbox_dir)
            _note_gone(warehouse, present)
            for some in _chunks(settled(present, settings.settle_seconds, time.time()), _AT_ONCE):
                _take_in(settings, warehouse, some, now)
    except OSError as error:
        raise Transient(f"the archive or the inbox cannot be written: {error.strerror}") from None
    return _batches(settings, warehouse)


def _note_gone(warehouse: Warehouse, present: list[Found]) -> None:
    """Close the record of files that an interrupted night took out of the inbox and did not say so."""
    here = {(found.folder, found.name, found.modified_ns) for found in present}
    with warehouse.session() as session:
        open_ones = session.rows("load/arrivals_open")
        gone = [row[0] for row in open_ones if tuple(row[1:4]) not in here]
        session.run("load/note_collected", {"submission_ids": gone})


def _chunks(found: list[Found], size: int) -> Iterator[list[Found]]:
    entries = iter(found)
    while some := list(islice(entries, size)):
        yield some


def _take_in(settings: Settings, warehouse: Warehouse, found: list[Found], now: datetime) -> None:
    # Each waits for the disk about as long as it works.
    with ThreadPoolExecutor(2 * settings.workers) as pool:
        kept = [stored for stored in pool.map(lambda f: _store(settings, f), found) if stored]
    archive.secure(settings.archive_dir, [each.sha256 for each in kept if not each.found.problem])
    with warehouse.session() as session:
        session.run("load/lock_agency", {"agency_code": "arrivals"})
        still_here = {tuple(row[1:]): row[0] for row in session.rows("load/arrivals_open")}
        recorded = [(s, still_here.get(_trace(s))) for s in kept]
        _refuse_denied(recorded)
        tonight = session.rows("load/arrivals_of_night", {"received_at": now})
        new = _numbered([s for s, known in recorded if known is None], tonight, now)
        session.copy_in("dq", "submission", _rows(new, now))
    ids = [(s, known) for s, known in recorded if known] + [(s, i) for s, i, _ in new]
    done = [submission_id for stored, submission_id in ids if _take_out(stored.found)]
    with warehouse.session() as session:
        session.run("load/note_collected", {"submission_ids": done})


def _refuse_denied(recorded: list[tuple[_Stored, str | None]]) -> None:
    """One file that a store lets nobody read is its sender's fault; all of them are ours."""
    denied = [
        known
        for stored, known in recorded
        if stored.found.problem == UNREADABLE and isinstance(stored.found.path, Objects)
    ]
    if len(denied) == len(recorded) and None in denied:
        raise Permanent("the object store denies all files of the inbox to this process: mend its policy")


def _take_out(found: Found) -> bool:
    """Whether the file is no longer in the inbox; what replaced it meanwhile is an arrival of its own."""
    if not found.removable:
        return False
    try:
        if unchanged(found):
            found.path.unlink(missing_ok=True)
    except (OSError, Denied):  # the record knows the file, so it is not taken in twice
        _LOG.warning("a file cannot be taken out of the drop folder %s", found.folder)
        return False
    return True


def _store(settings: Settings, found: Found) -> _Stored | None:
    """The file's bytes in the archive; None where it waits: it changed meanwhile, or its disk fails."""
    if found.problem:
        return _Stored(found, archive.EMPTY_SHA256)
    try:
        sha256 = archive.store(settings.archive_dir, found.path, Seal.of(settings), lambda: _is_still(found))
    except archive.Unreadable:
        return _Stored(replace(found, problem=UNREADABLE, removable=False), archive.EMPTY_SHA256)
    except archive.Failing:
        _LOG.warning("a file of the drop folder %s cannot be read and waits", found.folder)
        return None
    except (FileNotFoundError, archive.Changed):
        return None
    return _Stored(found, sha256) if _is_still(found) else None


def _is_still(found: Found) -> bool:
    """Whether the file is what it was; one that its drop folder does not let be looked at waits."""
    try:
        return unchanged(found)
    except OSError:
        _LOG.warning("a file of the drop folder %s cannot be looked at", found.folder)
        return False


def _trace(stored: _Stored) -> tuple[str, str, int, str]:
    return stored.found.folder, stored.found.name, stored.found.modified_ns, stored.sha256


def _numbered(
    stored: list[_Stored], earlier: list[tuple[str, str, int]], now: datetime
) -> list[tuple[_Stored, str, int]]:
    """Each new file with its submission id and its place among the folder's files of the night.

    The id follows from sender, night and content, so that the same night gives the same ids in any order.
    """
    same = Counter((folder, sha256) for folder, sha256, _ in earlier)
    last: dict[str, int] = {}
    for folder, _, number in earlier:
        last[folder] = max(last.get(folder, 0), number)
    numbered = []
    for one in stored:
        folder, content = one.found.folder, (one.found.folder, one.sha256)
        same[content] += 1
        last[folder] = number = last.get(folder, 0) + 1
        numbered.append((one, _submission_id(one, now, same[content]), number))
    return numbered


def _submission_id(stored: _Stored, now: datetime, repeat: int) -> str:
    """repeat: how many times the folder has brought the same bytes that night, this time included."""
    identity = f"{stored.found.folder}\n{now.isoformat()}\n{stored.sha256}\n{repeat}"
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{stored.found.folder.lstrip('_')[:20]}-{now:%Y%m%dT%H%M}-{digest}"


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
