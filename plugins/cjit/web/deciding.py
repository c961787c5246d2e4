"""What every form that decides something asks for, and who is recorded for it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form
from starlette.requests import Request

from cjit.matching.match import link_and_match
from cjit.warehouse.connection import Busy, Warehouse
from cjit.warehouse.decisions import Decision
from cjit.web.context import asker_of, context_of
from cjit.web.faults import log_fault

Why = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class Given:
    """What a form was sent with: one that is sent back has lost nothing of it.

    busy: a load or a report was under way, so nothing was done.
    """

    answer: str = ""
    why: str = ""
    busy: bool = False

    def status(self, errors: dict[str, str]) -> int:
        """How the page answers that shows the form."""
        return 503 if self.busy else 400 if errors else 200


NOTHING_YET = Given()


async def keep_sent(request: Request) -> None:
    """Have what a form sent on a page that says that it was not done, as `entry_forms.posted` does.

    FastAPI has read the form by then.
    """
    if request.method == "POST":
        sent = await request.form()
        request.state.sent = {name: value for name, value in sent.items() if isinstance(value, str)}


def missing(given: Given, answers: tuple[str, ...]) -> dict[str, str]:
    """What the form lacks: field → what to do."""
    errors = {} if given.answer in answers else {"answer": "Choose what shall happen"}
    return errors if given.why.strip() else {**errors, "why": "Say why, for whoever asks later"}


def held_up(request: Request, error: Busy, given: Given) -> Given:
    """What is to be sent again when the load has ended; the engineers' log is told."""
    log_fault(request, error)
    return replace(given, busy=True)


def decision_of(request: Request, why: str) -> Decision:
    """A decision of who is signed in, now. Raises Permanent where no reason is given."""
    return Decision.of(asker_of(request).who, context_of(request).clock(), why)


def link_concerned(warehouse: Warehouse) -> None:
    """Link and match anew whom a decision touched; while a night does that, they wait for the next time.

    The decision is taken by then, so nobody is to hear that it was not.
    """
    with suppress(Busy):
        link_and_match(warehouse)
