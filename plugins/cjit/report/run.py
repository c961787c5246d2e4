"""The report of one month, from the warehouse to the files (report.md)."""

from datetime import datetime
from pathlib import Path

from cjit.errors import Permanent
from cjit.report import calendar
from cjit.report.files import write_report
from cjit.report.freeze import freeze
from cjit.report.signing import sign
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse


def make_report(settings: Settings, warehouse: Warehouse, period: str, now: datetime) -> str:
    """Freeze `period` (YYYY-MM), count its measures and write its files; return the freeze's id.

    `now` is an aware moment. Made again with nothing new it returns the freeze that is there, with the same
    files. Raises Permanent for a period that is no month, has not begun, or is past the retention of rows.
    """
    month = calendar.first_day(period)
    if month > calendar.london_day(now):
        raise Permanent(f"{period} has not begun yet: a report can be made from {month:%-d %B %Y} on")
    _refuse_without_rows(warehouse, period)
    freeze_id = freeze(warehouse, period, now)
    write_report(warehouse, freeze_id, _folder(settings, period, freeze_id))
    return freeze_id


def render(settings: Settings, warehouse: Warehouse, period: str, freeze_id: str) -> list[Path]:
    """Write the files of an earlier freeze of `period` again; return the files.

    Raises Permanent for a freeze that is not there or is of another period.
    """
    calendar.first_day(period)
    with warehouse.session() as session:
        frozen = session.value("report/freeze_period", {"freeze_id": freeze_id})
    if frozen is None:
        raise Permanent(f"there is no freeze {freeze_id!r}: out.freeze lists them")
    if frozen != period:
        raise Permanent(f"the freeze {freeze_id} is of {frozen}, not of {period}")
    return write_report(warehouse, freeze_id, _folder(settings, period, freeze_id))


def sign_report(  # noqa: PLR0913, PLR0917 - who, when, why and what
    settings: Settings, warehouse: Warehouse, now: datetime, report: str, by: str, why: str
) -> str:
    """Sign a freeze, or the latest of a period, and write its files again, no longer as a draft.

    Returns the freeze's id. Raises as `signing.sign`.
    """
    period, freeze_id = sign(settings, warehouse, report, by, why, now)
    write_report(warehouse, freeze_id, _folder(settings, period, freeze_id))
    return freeze_id


def _refuse_without_rows(warehouse: Warehouse, period: str) -> None:
    """Where retention has removed what a month was made from, a new freeze would restate it with nothing."""
    with warehouse.session() as session:
        removed_before = session.value("report/rows_removed_before")
    if removed_before is not None and calendar.window(period).closes < removed_before:
        raise Permanent(
            f"rows of files from before {removed_before:%-d %B %Y} are no longer held, so {period} cannot be "
            "made again: --freeze writes an earlier report of it"
        )


def _folder(settings: Settings, period: str, freeze_id: str) -> Path:
    return settings.out_dir / "reports" / period / freeze_id
