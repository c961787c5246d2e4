"""What people see: colours, a spinner and ruled tables in a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from cjit.local.night import Event
from cjit.progress import Tell, TellSteps


def console(file: TextIO | None = None) -> Console:
    """A console that never breaks lines or guesses at colours: others read its lines too."""
    return Console(file=file, soft_wrap=True, highlight=False)


def text(value: object) -> str:
    """A value as people read it: nothing where there is none, thousands apart."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(to: Console, headings: Sequence[str], rows: Sequence[Sequence[object]], numbers: int) -> None:
    """Print rows; the last `numbers` columns are numbers."""
    cells = [[text(value) for value in row] for row in rows]
    first_number = len(headings) - numbers
    if to.is_terminal:
        ruled = Table(header_style="bold")
        for place, heading in enumerate(headings):
            ruled.add_column(heading, justify="right" if place >= first_number else "left")
        for row in cells:
            ruled.add_row(*row)
        to.print(ruled)
        return
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    for row in [list(headings), *cells]:
        aligned = [
            value.rjust(width) if place >= first_number else value.ljust(width)
            for place, (value, width) in enumerate(zip(row, widths, strict=True))
        ]
        to.print("  ".join(aligned).rstrip(), markup=False)


@contextmanager
def progress(to: Console) -> Iterator[Callable[[Event], None]]:
    """Tell what happens to the tasks of a run: what is under way (terminal only), and what has ended."""
    spinner = Spinner("dots", "Airflow is starting")
    # Not a Status: that puts itself in the place of sys.stdout, and Airflow keeps what it finds there.
    with Live(spinner, console=to, transient=True, redirect_stdout=False, redirect_stderr=False):

        def narrate(event: Event) -> None:
            name = f"{event.task} {event.label}".rstrip()
            if event.what == "execute":
                spinner.update(text=Text(name))
            elif event.what == "success":
                to.print(f"  {name}: {event.seconds or 0:.1f} s", markup=False)
            elif event.what == "retry":
                to.print(f"  {event.sentence}; it will be tried again", markup=False)
            elif event.what == "failure":
                to.print(f"  {name}: failed", markup=False, style="red")

        yield narrate


@contextmanager
def counted(to: Console, things: str) -> Iterator[Tell]:
    """Tell how many of how many things are done: a bar in a terminal, a line at every tenth elsewhere."""
    with steps(to) as narrate:
        yield partial(narrate, things)


@contextmanager
def steps(to: Console) -> Iterator[TellSteps]:
    """The same of several steps, one after the other: told each time what their things are called."""
    columns = SpinnerColumn(), BarColumn(), TextColumn("{task.description}", markup=False)
    with Progress(*columns, console=to, transient=True, disable=not to.is_terminal) as bar:
        task = bar.add_task("", total=None)
        step, told = "", -1

        def narrate(things: str, done: int, total: int) -> None:
            nonlocal step, told
            if things != step:
                step, told = things, -1
                bar.reset(task)
            line = f"{done:,} of {total:,} {things}"
            bar.update(task, description=line, completed=done, total=total)
            tenth = 10 * done // total if total else 10
            if not to.is_terminal and tenth > told:
                told = tenth
                to.print(f"  {line}", markup=False)

        yield narrate
