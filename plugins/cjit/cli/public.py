"""`cjit release`: what anybody may see of a month."""

from datetime import UTC, datetime

from cjit.cli import show
from cjit.cli.machine import warehouse_with_tables
from cjit.disclosure.run import make_release
from cjit.local.clock import clock
from cjit.settings import Settings


def release(settings: Settings, period: str, asked: str | None, freeze: str | None) -> None:
    """Make the public release of a month, or write it again; print where it is and how much it hides."""
    now = clock(asked, datetime.now(UTC))
    to = show.console()
    with show.steps(to) as tell:
        made, folder = make_release(settings, warehouse_with_tables(settings), period, now, freeze, tell=tell)
    to.print(f"{made.hidden:,} of {made.counts:,} counts above 0 are hidden", markup=False)
    if made.differences:
        to.print(
            f"{made.differences:,} hidden counts, of this release and of earlier ones, are narrowed for who "
            "assumes that nobody came twice: nothing is left to hide for them. The files do not say so.",
            markup=False,
        )
    to.print(f"Public release of {period}: {folder}", markup=False)
