"""`cjit decide`: take a decision, then do what follows from it, so that views and files are right at once."""

from datetime import UTC, datetime
from typing import Literal

from cjit import local
from cjit.cli import show
from cjit.cli.machine import warehouse_with_tables
from cjit.linkage.pairs import Answer, decide_pair
from cjit.local.clock import clock
from cjit.matching.match import link_and_match
from cjit.pages.words import several
from cjit.settings import Settings
from cjit.warehouse.decisions import Decision, decide_mismatch, refuse_file, release_file
from cjit.warehouse.explanations import Says, Warned, explain
from cjit.warehouse.feedback import publish

Signed = tuple[str, str]
"""Who decides, and why."""


def mismatch(
    settings: Settings,
    named: tuple[str, str, str],
    answer: Literal["delete", "keep"],
    signed: Signed,
    asked: str | None,
) -> None:
    """Decide about a mismatch (agency, EPISODID, kind) and link and match the people concerned again.

    Raises Permanent where there is nothing to decide.
    """
    warehouse = warehouse_with_tables(settings)
    decide_mismatch(warehouse, named, answer, _decision(signed, asked))
    link_and_match(warehouse)
    done = "The episode is deleted" if answer == "delete" else "The episode is kept"
    show.console().print(f"{done}: {named[2]} of agency {named[0]} is closed.", markup=False)


def file(
    settings: Settings,
    submission_id: str,
    answer: Literal["release", "refuse"],
    signed: Signed,
    asked: str | None,
) -> None:
    """Decide about a held file; a released one is loaded, linked, matched and reported to its agency.

    Raises Permanent where it cannot be released or refused any more.
    """
    warehouse = warehouse_with_tables(settings)
    decision = _decision(signed, asked)
    if answer == "refuse":
        refuse_file(warehouse, submission_id, decision)
        show.console().print("Refused: the file stays held, and nothing of it is loaded.")
        return
    with show.console().status("loading the file"):
        sealed = local.with_archive_key(settings)
        release_file(sealed, warehouse, submission_id, decision, lambda: local.linkage_secret(settings))
        link_and_match(warehouse)
        publish(settings, warehouse)
    show.console().print("Released: the file is loaded.")


def pair(settings: Settings, pair_id: str, answer: Answer, signed: Signed, asked: str | None) -> None:
    """Decide about a near miss, put it on top of the keys and link the people concerned again.

    Raises Permanent where it is decided already, or other decisions say otherwise.
    """
    warehouse = warehouse_with_tables(settings)
    decide_pair(warehouse, pair_id, answer, _decision(signed, asked))
    link_and_match(warehouse)
    done = "The two are one person now" if answer == "same" else "The two are different people"
    show.console().print(f"{done}: pair {pair_id} is decided.", markup=False)


def warning(settings: Settings, about: Warned, says: Says, signed: Signed, asked: str | None) -> None:
    """Explain warnings of a submission, or take that back.

    Raises Permanent where there is none of which that can be said.
    """
    count = explain(warehouse_with_tables(settings), about, says, _decision(signed, asked))
    done = "explained" if says == "explained" else "not explained any more"
    show.console().print(f"{several(count, 'warning')} {about.rule} {about.item}: {done}.", markup=False)


def _decision(signed: Signed, asked: str | None) -> Decision:
    who, why = signed
    return Decision.of(who, clock(asked, datetime.now(UTC)), why)
