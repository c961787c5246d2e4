"""`cjit check`: what the night would say of a file, for whoever is about to send it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cjit import __version__
from cjit.dataset.register import read_register
from cjit.local.clock import clock
from cjit.pages.words import day, percent, several
from cjit.quality.causes import Cause, Step, in_steps
from cjit.quality.check import figures
from cjit.quality.dry_run import DryRun, dry_run
from cjit.quality.feedback import in_order_of_work
from cjit.settings import Settings

FINE, WITH_FINDINGS = 0, 1
_STAGES = ("reading the register", "checking the file", "putting findings in order")
_FINDINGS_AT_ONCE = 1_000
_STEPS = {
    "fatal": ("Fatal", "nothing of the file would be loaded"),
    "error": ("Errors", "these rows would not be loaded"),
    "warning": ("Warnings", "these rows would be loaded"),
    "note": ("Notes", "nothing has to be done about these"),
}
_UNSEEN = (
    "Not looked at here, since it depends on what is loaded: whether the same file was accepted before "
    "(F09, N03), whether it would be held, and mismatches."
)


def check(settings: Settings, file: Path, agency: str | None, asked: str | None, as_json: bool) -> int:
    """Check a file and print what came of it; return the exit status.

    0 where there is nothing to put right (notes alone included), 1 with a fatal finding, an error or a
    warning: what is in a file never makes the check itself fail. Raises Permanent where no answer can be
    given: no such file, no register, no such time.
    """
    now = clock(asked, datetime.now(UTC))
    with _progress(Console(stderr=True, soft_wrap=True, highlight=False)) as stage:
        stage()
        register = read_register(settings.agencies_file)
        stage()
        run = dry_run(file, agency.strip().upper() if agency else None, register, now.date(), settings)
        stage()
        run_findings = in_order_of_work(run.findings)
        steps = in_steps(run_findings, run.definition)
    if as_json:
        for piece in _pieces(_as_json(run, file, steps), run_findings):
            print(piece, end="")
    else:
        _print(Console(soft_wrap=True, highlight=False), run, file, steps)
    return WITH_FINDINGS if any(step.severity != "note" for step in steps) else FINE


@contextmanager
def _progress(to: Console) -> Iterator[Callable[[], None]]:
    """Say which stage begins: a bar in a terminal, a line elsewhere. On standard error, beside the answer."""
    left = iter(_STAGES)
    if not to.is_terminal:
        yield lambda: to.print(f"cjit: {next(left)}", markup=False)
        return
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=to, transient=True) as bars:
        task = bars.add_task("", total=len(_STAGES), completed=-1)
        yield lambda: bars.update(task, description=next(left), advance=1)


def _verdict(run: DryRun) -> str:
    return f"fatal ({run.fatal_rule})" if run.fatal_rule else "would be accepted"


def _print(to: Console, run: DryRun, file: Path, steps: list[Step]) -> None:
    counts = run.checked.counts
    to.print(f"{file.name}: {_verdict(run)}", markup=False, style="bold")
    sender = run.checked.agency_code or "not known"
    to.print(f"Agency {sender}, {run.definition.title}, as received on {day(run.received_on)}", markup=False)
    if not file.name.lower().endswith(".csv") or file.name.startswith("."):
        to.print("The night takes up files alone whose name ends in .csv and does not begin with a dot.")
    if counts:
        to.print(
            f"Rows: {counts.rows_submitted:,} submitted, {counts.rows_withheld:,} withheld, "
            f"{counts.rows_in_error:,} in error, {counts.rows_loaded:,} loaded, "
            f"{counts.rows_with_warning:,} of them with a warning"
        )
        clean = counts.rows_loaded - counts.rows_with_warning
        _print_share(to, "Load %", counts.load_pct, counts.rows_loaded, counts.rows_submitted)
        _print_share(to, "DQ %", counts.dq_pct, clean, counts.rows_loaded)
    for step in steps:
        name, meaning = _STEPS[step.severity]
        to.print()
        to.print(f"{name}: {several(step.times, 'finding')}, {meaning}", style="bold")
        for cause in step.causes:
            _print_cause(to, cause)
    if not steps:
        to.print("Nothing to put right.")
    to.print()
    to.print(_UNSEEN, markup=False, style="dim")


def _print_share(to: Console, name: str, cut: Decimal | None, part: int, whole: int) -> None:
    shown = f"{percent(cut)} = 100 × {part:,} ÷ {whole:,}" if whole else "no rows"
    to.print(f"{name:<7} {shown}", markup=False)


def _print_cause(to: Console, cause: Cause) -> None:
    counted = f": {cause.counted}" if cause.counted else ""
    to.print(f"  {' '.join([*cause.items, f'({cause.rule})'])}{counted}", markup=False, style="cyan")
    for fault in cause.faults:
        to.print(f"    {fault.message}", markup=False)
        for value in fault.values:
            to.print(f"      {_plain(value.text)}: {several(value.times, 'row')}. {value.rows}", markup=False)
        if fault.other_values:
            to.print(f"      and {several(fault.other_values, 'other value')}", markup=False)
        if fault.rows and not fault.values:
            to.print(f"      {fault.rows}", markup=False)
    to.print(f"    What to do: {cause.fix}", markup=False)


def _plain(text: str) -> str:
    """A value without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _pieces(told: dict[str, Any], findings: pa.Table) -> Iterator[str]:
    """All of it as one JSON object, findings last, some at a time.

    The largest file that is no F02 can have six million findings: as one text they take 20 GB.
    """
    begun = json.dumps(told | {"findings": []}, ensure_ascii=False, indent=2)
    if not findings.num_rows:
        yield f"{begun}\n"
        return
    yield begun.removesuffix("]\n}")
    before = ""
    for first in range(0, findings.num_rows, _FINDINGS_AT_ONCE):
        some = findings.slice(first, _FINDINGS_AT_ONCE).to_pylist()
        listed = json.dumps(some, ensure_ascii=False, indent=2)
        # A line feed within a text is escaped: these are those between lines alone.
        yield before + listed.removeprefix("[").removesuffix("\n]").replace("\n", "\n  ")
        before = ","
    yield "\n  ]\n}\n"


def _as_json(run: DryRun, file: Path, steps: list[Step]) -> dict[str, Any]:
    return {
        "file_name": file.name,
        "agency_code": run.checked.agency_code or None,
        "feed": run.definition.feed,
        "received_on": run.received_on.isoformat(),
        "status": "fatal" if run.fatal_rule else "accepted",
        "fatal_rule": run.fatal_rule,
        **figures(run.checked.counts),
        "sha256": run.sha256,
        "content_sha256": run.checked.content_sha256,
        "row_set_hash": run.checked.row_set_hash,
        "versions": {
            "dataset": run.definition.name,
            "rules": run.rules.version,
            "lists": run.lists_version,
            "code": __version__,
        },
        "not_looked_at": ["F09", "N03", "held", "mismatches"],
        "causes": [
            {"severity": step.severity, "rule": cause.rule, "items": cause.items, "findings": cause.times}
            for step in steps
            for cause in step.causes
        ],
    }
