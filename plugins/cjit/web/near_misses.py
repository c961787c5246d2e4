"""Near misses: two people of an area who may be one, looked at side by side and decided about (linkage.md).

A regional team sees what differs in words, and facts of the records; no key, initial, birth or postcode.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.errors import Permanent
from cjit.linkage.pairs import Answer, OtherDecisions, decide_pair
from cjit.pages.words import day
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Busy
from cjit.web.context import Start, asked, context_of, log_read, named, page, path
from cjit.web.deciding import NOTHING_YET, Given, Why, decision_of, held_up, link_concerned, missing
from cjit.web.guard import for_roles

router = APIRouter()

PAGE = 100
_PAIR = "pair_id dat_code partnership seen_a seen_b probability reason state decided_by decided_at why"
_RECORD = (
    "side source agency_code agency episode_id substance_group referred_on assessed_on started_on ended_on "
    "end_reason"
)
STATES = {"open": "To decide", "same": "One person", "different": "Two people"}
_ANSWERS: dict[Answer, tuple[str, str, str]] = {
    "same": (
        "They are one person",
        "Both count as one from now on, in every version and in files to come. Journeys and matches are "
        "found anew.",
        "The two are one person now.",
    ),
    "different": (
        "They are two people",
        "They go on counting as two, and the pair leaves the list.",
        "The two are different people.",
    ),
}
"""Answer → how the form says it, what follows from it, and what is told afterwards."""
_PARTED = "They count as two again. Journeys and matches are found anew."
"""What follows where the two are one person now."""


@dataclass(frozen=True)
class Chosen:
    """The filters, as the address says them; empty for all."""

    state: str = "open"
    partnership: str = ""


@router.get("/near-misses")
@for_roles(Role.region)
def near_misses(
    request: Request, chosen: Annotated[Chosen, Depends()], start: Start = 0, done: str = ""
) -> Response:
    """The list, the likeliest first; every choice is in the address."""
    choice = vars(chosen)
    with asked(request) as session:
        params: dict[str, Any] = {**choice, "pair_id": "", "at_most": PAGE, "start": start}
        lines = named(session, "web/near_misses", params, f"{_PAIR} total")
        places = session.rows("web/near_miss_places")
    log_read(request, "read near misses", "list")
    total = lines[0]["total"] if lines else 0
    return page(
        request,
        "near_misses.html",
        lines=[_worded(line) for line in lines],
        choice=choice,
        total=total,
        first=start + 1,
        states=list(STATES.items()),
        places=[(code, f"{name} ({count:,} to decide)") for code, name, count in places],
        following=path(request, "near-misses", **choice, start=start + PAGE)
        if total > start + PAGE
        else None,
        previous=path(request, "near-misses", **choice, start=start - PAGE) if start >= PAGE else None,
        done=next((told for answer, (_, _, told) in _ANSWERS.items() if answer == done), None),
    )


@router.get("/near-misses/{pair_id}")
@for_roles(Role.region)
def near_miss(request: Request, pair_id: str) -> Response:
    """The two side by side, what was decided, and the form to decide."""
    return _page(request, _pair(request, pair_id))


@router.post("/near-misses/{pair_id}")
@for_roles(Role.region)
def decide(request: Request, pair_id: str, answer: Annotated[str, Form()] = "", why: Why = "") -> Response:
    """Decide, or take a decision back by the opposite; then go back to the list."""
    it = _pair(request, pair_id)
    given = Given(answer, why)
    if errors := missing(given, tuple(_open_answers(it))):
        return _page(request, it, errors, given)
    warehouse = context_of(request).warehouse
    taken: Answer = "same" if answer == "same" else "different"
    try:
        decide_pair(warehouse, pair_id, taken, decision_of(request, why))
    except Busy as error:
        return _page(request, it, given=held_up(request, error, given))
    except OtherDecisions as error:
        return _page(request, it, {}, given, in_the_way=error)
    except Permanent as error:
        raise HTTPException(409, str(error)) from None
    link_concerned(warehouse)
    return RedirectResponse(path(request, "near-misses", done=taken), 303)


def _pair(request: Request, pair_id: str) -> dict[str, Any]:
    params = {"pair_id": pair_id, "state": "", "partnership": "", "at_most": 1, "start": 0}
    with asked(request) as session:
        found = named(session, "web/near_misses", params, f"{_PAIR} total")
    if not found:
        raise HTTPException(404)
    return _worded(found[0])


def _worded(it: dict[str, Any]) -> dict[str, Any]:
    """The reason's first words say what differs; what follows speaks for or against."""
    differs, *others = it["reason"].split("; ")
    likely = of_a_hundred(float(it["probability"]))
    return it | {"differs": differs[:1].upper() + differs[1:], "others": others, "likely": likely}


def of_a_hundred(probability: float) -> str:
    """Of a hundred such pairs how many are one person; never none or all, since no comparison is sure."""
    whole = round(100 * probability)
    return "over 99" if whole > 99 else "under 1" if whole < 1 else str(whole)


def _open_answers(it: dict[str, Any]) -> list[Answer]:
    """What can be said of it: what is in force by a decision of its own cannot be decided once more."""
    return [answer for answer in _ANSWERS if it["decided_by"] is None or answer != it["state"]]


def _said(answer: Answer, it: dict[str, Any]) -> tuple[str, str, str]:
    """An answer, how the form says it, and what follows from it as things are now."""
    words, follows, _ = _ANSWERS[answer]
    return answer, words, _PARTED if answer == "different" and it["state"] == "same" else follows


def _facts(record: dict[str, Any]) -> list[tuple[str, str | None]]:
    """What is recorded, in words; treatment has other words for the same steps."""
    treated = record["source"] == "treatment"
    days = (
        ("Referred", "referred_on"),
        ("Triaged" if treated else "Assessed", "assessed_on"),
        ("Started" if treated else "Onto the caseload", "started_on"),
        ("Discharged" if treated else "Closed", "ended_on"),
    )
    return [
        ("Episode", record["episode_id"] or "known to an agency of another region"),
        ("Drug group", record["substance_group"]),
        *((name, day(record[column]) if record[column] else None) for name, column in days),
        ("Closed because", record["end_reason"]),
    ]


def _page(
    request: Request,
    it: dict[str, Any],
    errors: dict[str, str] | None = None,
    given: Given = NOTHING_YET,
    in_the_way: OtherDecisions | None = None,
) -> Response:
    with asked(request) as session:
        records = named(session, "web/near_miss_records", it, _RECORD)
        decisions = named(session, "web/pair_decisions", it, "decision decided_by decided_at why")
    log_read(request, "read near miss", it["pair_id"])
    sides = [
        (name, [each | {"facts": _facts(each)} for each in records if each["side"] == side])
        for side, name in (("a", "The one"), ("b", "The other"))
    ]
    return page(
        request,
        "near_miss.html",
        409 if in_the_way else given.status(errors or {}),
        it=it,
        sides=sides,
        states=STATES,
        decisions=decisions,
        answers=[_said(answer, it) for answer in _open_answers(it)],
        errors=errors or {},
        in_the_way=in_the_way,
        given=given,
    )
