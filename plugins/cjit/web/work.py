"""Work lists: mismatches to decide and held files to release, decided as `cjit decide` does."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.dataset.lists import mismatch_kinds
from cjit.errors import Permanent
from cjit.pages.words import day
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Busy
from cjit.warehouse.decisions import decide_mismatch, refuse_file, release_file
from cjit.warehouse.feedback import publish
from cjit.web.context import Start, asked, asker_of, context_of, log_read, named, page, path
from cjit.web.deciding import NOTHING_YET, Given, Why, decision_of, held_up, link_concerned, missing
from cjit.web.guard import for_roles

router = APIRouter()

PAGE = 100
_MISMATCH = (
    "mismatch_id agency_code agency episode_id kind state found_in found_at decided_by decided_at why "
    "closed_in compared_with"
)
_CHANGE = "new_episode_id assessed_before assessed_then closed_before"
_HELD = (
    "submission_id agency_code agency received_at state open_episodes disappearing decided_by decided_at why "
    "superseded_by"
)
STATES = ("open", "deleted", "kept", "resolved")
_ABOUT_FILES = {
    "release": (
        "Release it",
        "It is loaded at once, takes the place of the file before, and the episodes missing from it become "
        "mismatches.",
    ),
    "refuse": ("Refuse it", "It stays held. It can still be released until the agency sends another."),
}


@dataclass(frozen=True)
class Chosen:
    """The filters, as the address says them; empty for all."""

    state: str = "open"
    kind: str = ""
    agency: str = ""


@router.get("/mismatches")
@for_roles(Role.region, Role.provider)
def mismatches(
    request: Request, chosen: Annotated[Chosen, Depends()], start: Start = 0, done: str = ""
) -> Response:
    """The list, those to decide first; every choice is in the address."""
    choice = vars(chosen)
    with asked(request) as session:
        params: dict[str, Any] = {**choice, "at_most": PAGE, "start": start}
        lines = named(session, "web/mismatches", params, f"{_MISMATCH} total")
        counts = dict(session.rows("web/mismatch_kinds", choice))
        agencies = [code for (code,) in session.rows("web/mismatch_agencies")]
    log_read(request, "read mismatches", "list")
    total = lines[0]["total"] if lines else 0
    return page(
        request,
        "mismatches.html",
        lines=lines,
        choice=choice,
        total=total,
        first=start + 1,
        titles={each: words["title"] for each, words in mismatch_kinds().items()},
        kind_options=[
            (each, f"{each}: {words['title']} ({counts.get(each, 0):,})")
            for each, words in mismatch_kinds().items()
        ],
        states=[(each, each.capitalize()) for each in STATES],
        agencies=[(each, each) for each in agencies],
        decides=asker_of(request).role == Role.region,
        following=path(request, "mismatches", **choice, start=start + PAGE) if total > start + PAGE else None,
        previous=path(request, "mismatches", **choice, start=start - PAGE) if start >= PAGE else None,
        done={"delete": "The episode is deleted.", "keep": "The episode is kept."}.get(done),
    )


@router.get("/mismatches/{mismatch_id}")
@for_roles(Role.region, Role.provider)
def mismatch(request: Request, mismatch_id: str) -> Response:
    """One mismatch, with the form to decide it where it is open and the person may."""
    return _mismatch_page(request, _mismatch(request, mismatch_id))


@router.post("/mismatches/{mismatch_id}")
@for_roles(Role.region)
def decide(
    request: Request, mismatch_id: str, answer: Annotated[str, Form()] = "", why: Why = ""
) -> Response:
    """Decide it, then go back to the list."""
    it = _mismatch(request, mismatch_id)
    given = Given(answer, why)
    if errors := missing(given, ("delete", "keep")):
        return _mismatch_page(request, it, errors, given)
    warehouse = context_of(request).warehouse
    taken: Literal["delete", "keep"] = "delete" if answer == "delete" else "keep"
    try:
        decide_mismatch(
            warehouse, (it["agency_code"], it["episode_id"], it["kind"]), taken, decision_of(request, why)
        )
    except Busy as error:
        return _mismatch_page(request, _mismatch(request, mismatch_id), given=held_up(request, error, given))
    except Permanent as error:
        raise HTTPException(409, str(error)) from None
    link_concerned(warehouse)
    return RedirectResponse(path(request, "mismatches", done=taken), 303)


@router.get("/held")
@for_roles(Role.region, Role.provider)
def held(request: Request, done: str = "") -> Response:
    """Held files, those that wait first."""
    with asked(request) as session:
        lines = named(session, "web/held", {"submission_id": ""}, _HELD)
    log_read(request, "read held files", "list")
    told = {
        "release": "The file is loaded, and its agency told.",
        "refuse": "The file stays held. It can still be released.",
    }
    return page(
        request,
        "held.html",
        lines=lines,
        decides=asker_of(request).role == Role.region,
        done=told.get(done),
    )


@router.get("/held/{submission_id}")
@for_roles(Role.region, Role.provider)
def held_file(request: Request, submission_id: str) -> Response:
    """One held file, with the form to decide about it."""
    return _held_page(request, _held(request, submission_id))


@router.post("/held/{submission_id}")
@for_roles(Role.region)
def decide_held(
    request: Request, submission_id: str, answer: Annotated[str, Form()] = "", why: Why = ""
) -> Response:
    """Release it, which loads it at once, or refuse it."""
    it = _held(request, submission_id)
    given = Given(answer, why)
    if errors := missing(given, _open_answers(it)):
        return _held_page(request, it, errors, given)
    context = context_of(request)
    decision = decision_of(request, why)
    try:
        if answer == "refuse":
            refuse_file(context.warehouse, submission_id, decision)
        else:
            release_file(context.settings, context.warehouse, submission_id, decision, context.secret)
            link_concerned(context.warehouse)
            publish(context.settings, context.warehouse)
    except Busy as error:
        return _held_page(request, _held(request, submission_id), given=held_up(request, error, given))
    except Permanent as error:
        raise HTTPException(409, str(error)) from None
    return RedirectResponse(path(request, "held", done=answer), 303)


def _mismatch(request: Request, mismatch_id: str) -> dict[str, Any]:
    with asked(request) as session:
        found = named(session, "web/mismatch", {"mismatch_id": mismatch_id}, f"{_MISMATCH} {_CHANGE}")
    if not found:
        raise HTTPException(404)
    return found[0]


def _changed(it: dict[str, Any]) -> list[tuple[str, str]]:
    """What changed from one file to the other. Of what is kept no more nothing is said."""
    dates = {
        "Assessment date before": it["assessed_before"],
        "Assessment date in that file": it["assessed_then"],
        "Closure date before": it["closed_before"],
    }
    new = [("Now under the episode id", it["new_episode_id"])] if it["new_episode_id"] else []
    return [*new, *((name, day(date)) for name, date in dates.items() if date)]


def _mismatch_page(
    request: Request, it: dict[str, Any], errors: dict[str, str] | None = None, given: Given = NOTHING_YET
) -> Response:
    log_read(request, "read mismatch", it["found_in"])
    return page(
        request,
        "mismatch.html",
        given.status(errors or {}),
        it=it,
        words=mismatch_kinds()[it["kind"]],
        changed=_changed(it),
        errors=errors or {},
        given=given,
        decides=it["state"] == "open" and asker_of(request).role == Role.region,
    )


def _held(request: Request, submission_id: str) -> dict[str, Any]:
    with asked(request) as session:
        found = named(session, "web/held", {"submission_id": submission_id}, _HELD)
    if not found:
        raise HTTPException(404)
    return found[0]


def _open_answers(it: dict[str, Any]) -> tuple[str, ...]:
    """What can be said of a held file: what was refused cannot be refused once more."""
    return tuple(answer for answer in _ABOUT_FILES if answer != "refuse" or it["state"] != "refused")


def _held_page(
    request: Request, it: dict[str, Any], errors: dict[str, str] | None = None, given: Given = NOTHING_YET
) -> Response:
    log_read(request, "read held file", it["submission_id"])
    may = it["state"] in ("waiting", "refused") and asker_of(request).role == Role.region
    return page(
        request,
        "held_file.html",
        given.status(errors or {}),
        it=it,
        errors=errors or {},
        given=given,
        answers=[(answer, *_ABOUT_FILES[answer]) for answer in _open_answers(it)],
        decides=may,
    )
