"""The months that await their report (report.md, When)."""

from datetime import datetime

from cjit.london import london_day
from cjit.report import calendar
from cjit.warehouse.connection import Warehouse


def due_periods(warehouse: Warehouse, now: datetime) -> list[str]:
    """Months (YYYY-MM), oldest first, whose window is over at `now` and that have no report yet.

    That is: no freeze, or one whose files have not all been written, since its run was stopped. `now` is an
    aware moment.
    The first month that can be due is the one whose window was the last to close before the first accepted
    CJIT file came in. A first file is an extract that goes years back: it can make that report at once,
    and nobody waited for the months before it. Reports of those are made by hand. Before any file was
    accepted nothing is due.
    """
    with warehouse.session() as session:
        first_receipt = session.value("report/first_receipt")
        made = {period for (period,) in session.rows("report/made_periods")}
    if first_receipt is None:
        return []
    first = calendar.latest_closed(first_receipt)
    last = calendar.latest_closed(london_day(now))
    return [period for period in calendar.periods(first, last) if period not in made]


def report_of_night(warehouse: Warehouse, now: datetime) -> str | None:
    """The month whose report a night makes: the one whose window was the last to close, while it is due.

    Earlier ones are listed and wait for somebody to ask: the same night once more makes none of them.
    """
    latest = calendar.latest_closed(london_day(now))
    return latest if latest in due_periods(warehouse, now) else None
