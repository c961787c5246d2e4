"""The verbs under `cjit decide` (interface.md)."""

from enum import StrEnum
from typing import Annotated, Literal

import typer

from cjit.cli.options import By, Now, Why, settings

deciding = typer.Typer(
    no_args_is_help=True,
    help="Decide about mismatches, near misses, held files and warnings: recorded with who and why.",
)


class Kind(StrEnum):
    """The kinds of mismatches (submission.md)."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"


OnMismatch = Literal["delete", "keep"]
OnPair = Literal["same", "different"]
OnFile = Literal["release", "refuse"]
OnWarning = Literal["explain", "withdraw"]


@deciding.command("mismatch")
def decide_mismatch(  # noqa: PLR0913 - the words of the specification
    agency: Annotated[str, typer.Argument(metavar="AGNCY", help="The agency.")],
    episode: Annotated[str, typer.Argument(metavar="EPISODID", help="Its episode; of M3 the old one.")],
    kind: Annotated[Kind, typer.Argument(case_sensitive=False, help="Which mismatch.")],
    answer: Annotated[OnMismatch, typer.Argument(help="Delete the episode, or keep it as it is.")],
    *,
    by: By,
    why: Why,
    now: Now = None,
) -> None:
    """Close an open mismatch: delete the episode, or keep it."""
    from cjit.cli import decide

    decide.mismatch(settings(), (agency, episode, kind.value), answer, (by, why), now)


@deciding.command("pair")
def decide_pair(
    pair_id: Annotated[str, typer.Argument(metavar="ID", help="The pair, as out.near_miss names it.")],
    answer: Annotated[OnPair, typer.Argument(help="One person, or two.")],
    *,
    by: By,
    why: Why,
    now: Now = None,
) -> None:
    """Say whether a near miss is one person; the opposite later takes it back."""
    from cjit.cli import decide

    decide.pair(settings(), pair_id, answer, (by, why), now)


@deciding.command("file")
def decide_file(
    submission_id: Annotated[str, typer.Argument(metavar="SUBMISSION_ID", help="The held file.")],
    answer: Annotated[OnFile, typer.Argument(help="Load it after all, or say that it shall not be.")],
    *,
    by: By,
    why: Why,
    now: Now = None,
) -> None:
    """Release a held file, which loads it at once, or refuse it."""
    from cjit.cli import decide

    decide.file(settings(), submission_id, answer, (by, why), now)


@deciding.command("warning")
def decide_warning(  # noqa: PLR0913 - what names a warning, and who says what
    submission_id: Annotated[str, typer.Argument(metavar="SUBMISSION_ID", help="The file.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule, as W09.")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item, as ACCMNEED.")],
    answer: Annotated[OnWarning, typer.Argument(help="Say that it is right as it is, or take that back.")],
    *,
    row: Annotated[
        int | None, typer.Option(metavar="N", help="This row alone; else all of the file.")
    ] = None,
    by: By,
    why: Why,
    now: Now = None,
) -> None:
    """Explain warnings instead of mending them; later files meet the reason again."""
    from cjit.cli import decide
    from cjit.warehouse.explanations import Warned

    says: Literal["explained", "withdrawn"] = "explained" if answer == "explain" else "withdrawn"
    decide.warning(settings(), Warned(submission_id, rule, item, row), says, (by, why), now)
