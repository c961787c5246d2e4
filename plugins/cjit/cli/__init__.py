"""The verbs of cjit by hand (interface.md): every one is a few lines over a stage of the library.

Exit status: 0 fine, 1 for `check` with findings, 2 refused or failed, with a sentence that says why and no
traceback.
"""

import sys
import traceback
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cjit.cli.deciding import deciding
from cjit.cli.options import By, Now, Why, settings
from cjit.errors import Permanent, Transient

REFUSED = 2


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="From CJIT provider files to a linked warehouse and a monthly report.",
)
app.add_typer(deciding, name="decide")


def main() -> None:
    """Run the verb that the command line names.

    A fault that nobody foresaw shows where it happened and of what type it is: its message may quote data,
    and what a night prints is kept.
    """
    try:
        app()
    except (Transient, Permanent) as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"cjit: {error}", markup=False)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        print(f"Traceback (most recent call last):\n{where}{type(error).__name__}", file=sys.stderr)
    sys.exit(REFUSED)


@app.command()
def nightly(
    now: Now = None,
    sample_when_empty: Annotated[
        bool, typer.Option(help="Make synthetic files first where there is nothing at all yet.")
    ] = False,
) -> None:
    """Run the nightly_load DAG over the inbox, then the reports that are due."""
    from cjit.cli import night

    night.nightly(settings(), now, sample_when_empty)


@app.command()
def report(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The month, YYYY-MM.")],
    now: Now = None,
    freeze: Annotated[
        str | None, typer.Option(metavar="ID", help="Write the files of this earlier freeze again.")
    ] = None,
) -> None:
    """Run the monthly_report DAG for a month."""
    from cjit.cli import night

    night.report(settings(), period, now, freeze)


@app.command()
def pack(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="April to March, as 2018-19.")],
) -> None:
    """Write the year's packs for PCC offices and commissioners, from the last report of its March."""
    from cjit.cli import night

    night.pack(settings(), year)


@app.command()
def release(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The month, YYYY-MM.")],
    now: Now = None,
    freeze: Annotated[
        str | None, typer.Option(metavar="ID", help="This freeze; else the last one of the month.")
    ] = None,
) -> None:
    """Release a signed-off report to the public, after disclosure control."""
    from cjit.cli import public

    public.release(settings(), period, now, freeze)


@app.command()
def sign(
    report: Annotated[str, typer.Argument(metavar="PERIOD|FREEZE", help="A month, YYYY-MM, or a freeze.")],
    by: By,
    why: Why,
    now: Now = None,
) -> None:
    """Sign a report off: its files are written again, no longer as a draft."""
    from cjit.cli import night

    night.sign(settings(), report, (by, why), now)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file as it would be sent.")],
    agency: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Whose drop folder it would lie in; else the file's own."),
    ] = None,
    now: Now = None,
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON, every finding included.")] = False,
) -> None:
    """Check a file as the night would, and store nothing: exit status 0 fine, 1 with findings."""
    from cjit.cli.check import check as checked

    raise typer.Exit(checked(settings(), file, agency, now, json))


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write inbox/ and agencies.csv into.")],
    agencies: Annotated[int, typer.Option(min=1, help="CJIT agencies.")] = 12,
    months: Annotated[int, typer.Option(min=1, help="Months of history.")] = 24,
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Last day of the history.",
            show_default="2019-12-31",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same files.")] = 1,
) -> None:
    """Write synthetic provider files: CJIT, structured and secure, with a register of agencies."""
    from cjit.sample import write_sample

    last: date | None = until.date() if until else None
    try:
        write_sample(out, agencies=agencies, months=months, until=last, seed=seed)
    except OSError as error:
        raise Permanent(f"the files cannot be written to {out}: {error.strerror}") from None
    typer.echo(f"Synthetic files are in {out}")


@app.command()
def relink(
    full: Annotated[bool, typer.Option("--full", help="Everybody, not only those who changed.")] = False,
) -> None:
    """Link and match people again: duplicates, journeys, transfers, treatment, prison; near misses."""
    from cjit.cli.machine import warehouse_with_tables
    from cjit.linkage.near_misses import find_near_misses
    from cjit.matching.match import link_and_match

    chosen = settings()
    warehouse = warehouse_with_tables(chosen)
    counts = link_and_match(warehouse, full=full) | find_near_misses(chosen, warehouse, full=full)
    typer.echo(", ".join(f"{name.replace('_', ' ')}: {count:,}" for name, count in counts.items()))


@app.command()
def replay(
    as_of: Annotated[
        datetime,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Day whose datasets, rules and lists judge."),
    ],
    period: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="Each sender's last accepted file of this month's window."),
    ] = None,
    submission: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A submission; may be given several times.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print alone; keep and write nothing.")] = False,
) -> None:
    """Run archived files again as of a day, and say which findings would appear or vanish."""
    from cjit.cli import again

    again.replay(settings(), as_of.date(), period, tuple(submission or ()), dry_run)


@app.command()
def retention(
    now: Now = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed.")] = False,
) -> None:
    """Remove what has outlived its time, and say what that was."""
    from cjit.cli import again

    again.retention(settings(), now, dry_run)


@app.command()
def status(
    url: Annotated[bool, typer.Option("--url", help="The warehouse's address and nothing else.")] = False,
    now: Now = None,
) -> None:
    """Show what is loaded, held, overdue and due."""
    from cjit import local
    from cjit.cli import state

    chosen = settings()
    if url:
        typer.echo(local.warehouse(chosen).url)
    else:
        state.status(chosen, now)


@app.command()
def setup() -> None:
    """Make ready what a night needs: embedded Postgres, Airflow's metadata, the warehouse's tables."""
    from cjit.cli import machine

    machine.setup(settings())


@app.command()
def up() -> None:
    """Start Airflow with its web pages on this machine."""
    from cjit.cli import machine

    machine.up(settings())


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; the proxy's side of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8090,
    now: Now = None,
) -> None:
    """Serve the web pages by themselves, behind a sign-on proxy (docs/operating.md)."""
    from cjit.cli import machine

    machine.serve(settings(), host, port, now)


@app.command()
def down() -> None:
    """Stop Airflow and the embedded Postgres. What they hold stays."""
    from cjit.cli import machine

    machine.down(settings())


@app.command()
def clean() -> None:
    """Remove what was made: the warehouse, Airflow's home and, where all files are synthetic, those too."""
    from cjit.cli import machine

    machine.clean(settings())
