"""The report of one month, from the warehouse to the files (report.md)."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from cjit.errors import Permanent
from cjit.london import london_day
from cjit.places import Place
from cjit.progress import Tell
from cjit.report import calendar
from cjit.report.files import (
    Batch,
    batches_of,
    write_area_files,
    write_common_files,
    write_packs,
    write_report,
)
from cjit.report.freeze import freeze
from cjit.report.signing import is_signed, sign
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

_YEAR = re.compile(r"([0-9]{4})-([0-9]{2})")


def freeze_month(settings: Settings, warehouse: Warehouse, now: datetime, period: str) -> str:
    """Freeze `period` (YYYY-MM) and count its measures; return the freeze's id.

    `now` is an aware moment. With nothing new it returns the freeze that is there. Raises Permanent for a
    period that is no month, has not begun, or is past the retention of rows.
    """
    del settings  # as every stage is given
    month = calendar.first_day(period)
    if month > london_day(now):
        raise Permanent(f"{period} has not begun yet: a report can be made from {month:%-d %B %Y} on")
    _refuse_without_rows(warehouse, period)
    return freeze(warehouse, period, now)


def batches(settings: Settings, warehouse: Warehouse, freeze_id: str) -> list[Batch]:
    """All areas of a freeze in batches of as many as a task is to write."""
    del settings  # as every stage is given
    return batches_of(warehouse, freeze_id)


def write_batch(
    settings: Settings, warehouse: Warehouse, freeze_id: str, areas: Sequence[Sequence[str]]
) -> dict[str, int]:
    """Write the files of some areas of a freeze, given as level and code; return how many of both.

    Raises Permanent for a freeze that is not there, Transient where the disk or the warehouse fails.
    """
    keys = [(level, code) for level, code in areas]
    folder = _folder(settings, warehouse, freeze_id)
    with _holding_files(warehouse, freeze_id, alone=False):
        written = write_area_files(
            warehouse, freeze_id, folder, keys, settings.report_files, workers=settings.workers
        )
    return {"areas": len(keys), "files": len(written)}


def finish(settings: Settings, warehouse: Warehouse, freeze_id: str) -> None:
    """Write what stands above all areas, and note that a freeze's files are there; raises as write_batch."""
    _finish(settings, warehouse, freeze_id, signed=False)


def finish_signed(settings: Settings, warehouse: Warehouse, freeze_id: str) -> None:
    """The same where all areas have been written since the freeze was signed."""
    _finish(settings, warehouse, freeze_id, signed=True)


def _finish(settings: Settings, warehouse: Warehouse, freeze_id: str, *, signed: bool) -> None:
    folder = _folder(settings, warehouse, freeze_id)
    with _holding_files(warehouse, freeze_id):
        write_common_files(warehouse, freeze_id, folder)
        _note_written(warehouse, freeze_id, signed)


def render(
    settings: Settings, warehouse: Warehouse, period: str, freeze_id: str, tell: Tell | None = None
) -> list[Place]:
    """Write the files of an earlier freeze of `period` again; return the files.

    tell: told how many areas are done, and of how many. Raises Permanent for a freeze that is not there or is
    of another period.
    """
    calendar.first_day(period)
    frozen = _period_of(warehouse, freeze_id)
    if frozen != period:
        raise Permanent(f"the freeze {freeze_id} is of {frozen}, not of {period}")
    return _write_all(settings, warehouse, freeze_id, tell)


def make_packs(settings: Settings, warehouse: Warehouse, year: str, tell: Tell | None = None) -> list[Place]:
    """Write the annual packs of a year (2018-19) from the last freeze of its March; return the files.

    tell: told how many areas are done, and of how many. Raises Permanent for what is no year from April to
    March, and where its March has no report yet.
    """
    parts = _YEAR.fullmatch(year)
    if parts is None or (int(parts[1]) + 1) % 100 != int(parts[2]):
        raise Permanent(f"{year!r} is no year from April to March: write it as 2018-19")
    period = f"{int(parts[1]) + 1}-03"
    with warehouse.session() as session:
        last = session.rows("report/last_freeze", {"period": period})
    if not last:
        raise Permanent(f"{period} has no report yet, which its packs are made from: cjit report {period}")
    freeze_id = str(last[0][0])
    with _holding_files(warehouse, freeze_id):
        return write_packs(warehouse, freeze_id, _folder(settings, warehouse, freeze_id), tell)


def sign_report(  # noqa: PLR0913, PLR0917 - who, when, why and what
    settings: Settings,
    warehouse: Warehouse,
    now: datetime,
    report: str,
    by: str,
    why: str,
    *,
    tell: Tell | None = None,
) -> str:
    """Sign a freeze, or the latest of a period, and write its files again, no longer as a draft.

    Returns the freeze's id. tell: told how many areas are done, and of how many. Raises as `signing.sign`.
    """
    _, freeze_id = sign(settings, warehouse, report, by, why, now)
    write_signed(settings, warehouse, freeze_id, tell)
    return freeze_id


def write_signed(settings: Settings, warehouse: Warehouse, freeze_id: str, tell: Tell | None = None) -> None:
    """Write the files of a freeze that was signed again: they are no draft any longer."""
    _write_all(settings, warehouse, freeze_id, tell)


def write_outstanding(settings: Settings, warehouse: Warehouse) -> int:
    """Write the files of signed reports that still say they are drafts, and return how many reports.

    Whoever was to do so was stopped: a page's server, or `cjit sign`. Raises as write_batch.
    """
    with warehouse.session() as session:
        found = session.rows("report/signed_not_written")
    for (freeze_id,) in found:
        write_signed(settings, warehouse, freeze_id)
    return len(found)


def _write_all(
    settings: Settings, warehouse: Warehouse, freeze_id: str, tell: Tell | None = None
) -> list[Place]:
    folder = _folder(settings, warehouse, freeze_id)
    with _holding_files(warehouse, freeze_id):
        signed = is_signed(warehouse, freeze_id)
        written = write_report(
            warehouse, freeze_id, folder, workers=settings.workers, kinds=settings.report_files, tell=tell
        )
        _note_written(warehouse, freeze_id, signed)
    return written


def _holding_files(
    warehouse: Warehouse, freeze_id: str, *, alone: bool = True
) -> AbstractContextManager[None]:
    """Nobody else writes the files of a freeze meanwhile; or, not alone, nobody who writes all of them."""
    return warehouse.holding("report/hold_files", {"freeze_id": freeze_id, "alone": alone})


def _note_written(warehouse: Warehouse, freeze_id: str, signed: bool) -> None:
    """A month whose report was stopped before this is due again.

    signed: it was signed before the first of its files was written.
    """
    with warehouse.session() as session:
        session.run("report/note_written", {"freeze_id": freeze_id, "signed": signed})


def _refuse_without_rows(warehouse: Warehouse, period: str) -> None:
    """Where retention has removed what a month was made from, a new freeze would restate it with nothing."""
    with warehouse.session() as session:
        removed_before = session.value("report/rows_removed_before")
    if removed_before is not None and calendar.window(period).closes < removed_before:
        raise Permanent(
            f"rows of files from before {removed_before:%-d %B %Y} are no longer held, so {period} cannot be "
            "made again: --freeze writes an earlier report of it"
        )


def _folder(settings: Settings, warehouse: Warehouse, freeze_id: str) -> Place:
    return settings.out_dir / "reports" / _period_of(warehouse, freeze_id) / freeze_id


def _period_of(warehouse: Warehouse, freeze_id: str) -> str:
    with warehouse.session() as session:
        period = session.value("report/freeze_period", {"freeze_id": freeze_id})
    if period is None:
        raise Permanent(f"there is no freeze {freeze_id!r}: out.freeze lists them")
    return str(period)
