"""`cjit replay` and `cjit retention`: files of before, judged again and removed in time."""

from datetime import UTC, date, datetime

from rich.console import Console

from cjit import local
from cjit.cli import show
from cjit.cli.machine import warehouse_with_tables
from cjit.local.clock import clock
from cjit.matching.match import link_and_match
from cjit.pages.words import several
from cjit.replay.comparison import Comparison
from cjit.replay.run import Request
from cjit.replay.run import replay as run_replay
from cjit.retention.run import Removed, remove_log, remove_raw, remove_rows
from cjit.settings import Settings

_LINES_SHOWN = 200


def replay(
    settings: Settings, as_of: date, period: str | None, submissions: tuple[str, ...], dry_run: bool
) -> None:
    """Replay a month or submissions as of a day, and print what would be found otherwise.

    Raises Permanent and Transient as replay.run.replay does.
    """
    request = Request(as_of, period, submissions)
    to = show.console()
    sealed = local.with_archive_key(settings)
    with show.counted(to, "files") as narrate:
        compared = run_replay(sealed, warehouse_with_tables(settings), request, not dry_run, narrate)
    _print(to, compared)
    if dry_run:
        to.print("Nothing was kept: this was a dry run.")
    else:
        to.print(
            f"Replay {compared.replay_id}: {settings.out_dir / 'replays' / compared.replay_id}", markup=False
        )


def retention(settings: Settings, asked: str | None, dry_run: bool) -> None:
    """Remove what has outlived its time at the asked clock, and print what that was and what had to stay.

    Raises Permanent and Transient as retention.run does.
    """
    now = clock(asked, datetime.now(UTC))
    warehouse = warehouse_with_tables(settings)
    to = show.console()
    for name, remove in (("raw bytes", remove_raw), ("rows", remove_rows), ("access log", remove_log)):
        with to.status(name):
            removed = remove(settings, warehouse, now, dry_run)
        _print_removed(to, name, removed, dry_run)
    if not dry_run:
        link_and_match(warehouse)
    else:
        to.print("Nothing was removed: this was a dry run.")


def _print_removed(to: Console, name: str, removed: Removed, dry_run: bool) -> None:
    verb = "would be removed" if dry_run else "removed"
    told = ", ".join(f"{number:,} {thing}" for thing, number in sorted(removed.things.items())) or "nothing"
    to.print(f"{name} of before {removed.before}: {told} {verb}", markup=False)
    for needed_for, submissions in removed.kept.items():
        to.print(f"  kept for {needed_for}: {submissions:,} submissions", markup=False)


def _print(to: Console, compared: Comparison) -> None:
    files = f"{several(len(compared.outcomes), 'file')} as of {compared.as_of}"
    left = f", {compared.left_out:,} left out (repeats, or bytes no longer kept)" if compared.left_out else ""
    to.print(f"{files}{left}")
    if not compared.outcomes and not compared.left_out:
        to.print("No file was accepted in the window of that month.")
    rows = [
        (
            *(figure.level, figure.area_code, figure.rule, figure.item, figure.severity),
            *(figure.findings_before, figure.findings_after, figure.appear, figure.vanish),
        )
        for level in ("all", "partnership", "agency")
        for figure in compared.changed(level)
    ]
    if not rows:
        to.print("No finding would appear or vanish.")
        return
    headings = ["Level", "Area", "Rule", "Item", "Severity", "Before", "After", "Appear", "Vanish"]
    show.table(to, headings, rows[:_LINES_SHOWN], numbers=4)
    if len(rows) > _LINES_SHOWN:
        to.print(f"… and {len(rows) - _LINES_SHOWN:,} more")
    shares = [
        (one.agency_code, one.submission_id, *one.before, *one.after)
        for one in compared.outcomes
        if one.before != one.after
    ]
    if shares:
        headings = ["Agency", "Submission", "Load %", "DQ %", "Load % then", "DQ % then"]
        show.table(to, headings, shares[:_LINES_SHOWN], numbers=4)
