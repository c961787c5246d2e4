"""`cjit status`: what is loaded, held, overdue and due."""

from datetime import UTC, datetime

from cjit.cli import show
from cjit.cli.machine import warehouse_with_tables
from cjit.local.clock import clock
from cjit.london import LONDON, london_day
from cjit.pages.words import several
from cjit.report.due import due_periods
from cjit.settings import Settings


def status(settings: Settings, asked: str | None) -> None:
    """Print it. Raises Permanent where the warehouse has no tables yet."""
    now = clock(asked, datetime.now(UTC))
    warehouse = warehouse_with_tables(settings)
    with warehouse.session() as session:
        counts = session.rows("local/status_counts")[0]
        waits = session.rows("local/held")
        overdue = session.rows("local/overdue", {"day": now.date()})
    accepted, refused, held, waiting, episodes, people, journeys, last = counts
    to = show.console()
    to.print(f"Inbox      {settings.inbox_dir}", markup=False)
    to.print(f"Outputs    {settings.out_dir}", markup=False)
    to.print(f"Files      {accepted:,} accepted, {refused:,} refused, {held:,} held, {waiting:,} waiting")
    received = f"{last.astimezone(LONDON):%Y-%m-%d %H:%M}" if last else "never"
    to.print(f"           last received {received}")
    to.print(f"Loaded     {episodes:,} episodes of {people:,} people, {journeys:,} journeys")
    if waits:
        held_back = several(len(waits), "waits", "wait")
        to.print(
            f"Held       {held_back} for `cjit decide file SUBMISSION_ID release|refuse`",
            markup=False,
        )
        show.table(to, ["Submission", "Agency", "Open episodes", "Missing"], waits, numbers=2)
    to.print(f"Due        {', '.join(due_periods(warehouse, now)) or 'no report'}")
    late = several(len(overdue), "agency", "agencies")
    to.print(f"Overdue    {late} without an accepted file since the first of the month")
    if overdue:
        rows = [(code, name, london_day(at) if at else "never") for code, name, at in overdue]
        show.table(to, ["Agency", "Name", "Last accepted"], rows, numbers=0)
