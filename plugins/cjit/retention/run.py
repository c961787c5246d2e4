"""Remove what has outlived its time (access.md; docs/decisions/0015).

First the warehouse, a transaction for each sender, with the record of what was removed; then the files. A run
that is stopped between the two leaves files that the next one finds by the record.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from cjit.errors import Transient
from cjit.intake import archive, uploads
from cjit.london import london_day
from cjit.pages.files import safe_name
from cjit.places import Place, files_below
from cjit.retention import limits
from cjit.settings import Settings
from cjit.warehouse import parquet
from cjit.warehouse.connection import Session, Warehouse

_Params = Mapping[str, object]
_KEPT_OF_FEEDBACK = "receipt.json"
"""Hashes, counts and versions: no row of anybody."""


@dataclass
class Removed:
    """What a run removed of one kind, by name, and how many old submissions had to stay, by what for.

    before: what was received before that day had outlived its time.
    """

    before: date
    things: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


def remove_raw(settings: Settings, warehouse: Warehouse, now: datetime, dry_run: bool = False) -> Removed:
    """Remove the archived bytes of files that came 13 months ago or earlier.

    They stay where a submission waits or is held, or where an open freeze or mismatch needs them. What was
    uploaded to be checked goes with its hour, uncounted: it was never sent. dry_run: count, and remove
    nothing. Raises Transient where the disk fails.
    """
    removed = Removed(limits.raw_before(london_day(now)))
    _remove(warehouse, "raw", now, removed, ("retention/remove_raw",), dry_run)
    if not dry_run:
        with _disk(), warehouse.session() as session:
            session.run("retention/own_archive")
            pending = session.rows("retention/raw_pending")
            for sha256, _ in pending:
                archive.path_of(settings.archive_dir, sha256).unlink(missing_ok=True)
            gone = [one for _, submission_ids in pending for one in submission_ids]
            session.run("retention/note_gone", {"kind": "raw", "submission_ids": gone, "now": now})
            uploads.remove_expired(settings, now)
    return removed


def remove_rows(settings: Settings, warehouse: Warehouse, now: datetime, dry_run: bool = False) -> Removed:
    """Remove rows of eight financial years ago: episodes, findings, matching data, Parquet, feedback by row.

    Otherwise as remove_raw. People who lost a current episode wait to be linked again.
    """
    removed = Removed(limits.rows_before(london_day(now)))
    steps = ("retention/versions", "retention/remove_entered", "retention/remove_rows", "near/forget")
    _remove(warehouse, "rows", now, removed, steps, dry_run)
    if not dry_run:
        with warehouse.session() as session:
            pending = session.rows("retention/rows_pending")
        with _disk():
            for submission_id, agency_code in pending:
                parquet.remove_all(settings.archive_dir, agency_code, submission_id)
                _remove_feedback(settings.out_dir, agency_code, submission_id)
        with warehouse.session() as session:
            gone = [submission_id for submission_id, _ in pending]
            session.run("retention/note_gone", {"kind": "rows", "submission_ids": gone, "now": now})
    return removed


def remove_log(settings: Settings, warehouse: Warehouse, now: datetime, dry_run: bool = False) -> Removed:
    """Remove lines of the access log that are six years old. Otherwise as remove_raw."""
    del settings  # the log is in the warehouse alone
    removed = Removed(limits.log_before(london_day(now)))
    params = {"kind": "log", "unit": "", "before": removed.before, "now": now}

    def work(session: Session) -> None:
        told_before = _told(session, params)
        session.run("retention/remove_log", params)
        removed.things.update(_told(session, params) - told_before)

    _in_one_transaction(warehouse, work, dry_run)
    return removed


Kind = Literal["raw", "rows"]


def _remove(  # noqa: PLR0913, PLR0917 - what the two kinds by sender share
    warehouse: Warehouse, kind: Kind, now: datetime, removed: Removed, steps: tuple[str, ...], dry_run: bool
) -> None:
    with warehouse.session() as session:
        units = session.rows("retention/senders", {"kind": kind, "before": removed.before})
    for (unit,) in units:
        params = {"kind": kind, "unit": unit, "before": removed.before, "now": now}

        def work(session: Session, params: _Params = params) -> None:
            session.run("load/lock_agency", {"agency_code": params["unit"]})
            session.run("retention/needed")
            session.run("retention/expired", params)
            removed.kept.update(dict(session.rows("retention/kept")))
            told_before = _told(session, params)
            for step in steps:
                session.run(step, params)
            removed.things.update(_told(session, params) - told_before)

        _in_one_transaction(warehouse, work, dry_run)


def _told(session: Session, params: _Params) -> Counter[str]:
    """What the record says at this clock: of a stopped run at the same one, too."""
    return Counter(dict(session.rows("retention/told", params)))


class _OnlyAsked(Exception):  # noqa: N818 - no fault: it takes a dry run back
    pass


def _in_one_transaction(warehouse: Warehouse, work: Callable[[Session], None], dry_run: bool) -> None:
    """Do it; a dry run does the same and takes it back, so that its numbers are the true ones."""
    with suppress(_OnlyAsked), warehouse.session() as session:
        work(session)
        if dry_run:
            raise _OnlyAsked


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Transient(f"files could not be removed: {error.strerror}") from None


def _remove_feedback(out_dir: Place, agency_code: str, submission_id: str) -> None:
    folder = out_dir / "providers" / safe_name(agency_code) / safe_name(submission_id)
    if not isinstance(folder, Path):
        for name in set(files_below(folder)) - {_KEPT_OF_FEEDBACK}:
            (folder / name).unlink(missing_ok=True)
        return
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _KEPT_OF_FEEDBACK:
            path.unlink(missing_ok=True)
