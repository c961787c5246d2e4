"""Warnings explained instead of mended: an agency or its regional team says why they are right."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.errors import Permanent
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Busy
from cjit.warehouse.explanations import LONGEST, Says, Warned, explain
from cjit.web.context import asked, context_of, log_read, named, page, path
from cjit.web.deciding import NOTHING_YET, Given, Why, decision_of, held_up, missing
from cjit.web.guard import for_roles
from cjit.web.submissions import submission_of

router = APIRouter()

_WARNING = "row_no message episode_id why explained_by explained_at total explainable explained"
_ANSWERS: dict[str, tuple[Says, str, str]] = {
    "explain": (
        "explained",
        "They are right as they are",
        "Later files show the reason again. DQ % counts them as before.",
    ),
    "withdraw": (
        "withdrawn",
        "Take the explanation back",
        "They are to be mended, or explained in other words.",
    ),
}


@router.get("/submissions/{submission_id}/explain")
@for_roles(Role.region, Role.provider)
def warned(
    request: Request, submission_id: str, rule: str = "", item: str = "", row: int | None = None
) -> Response:
    """The warnings of a cause, or of one row, with what was said of them and the form to say it."""
    return _page(request, Warned(submission_id, rule, item, row))


@router.post("/submissions/{submission_id}/explain")
@for_roles(Role.region, Role.provider)
def say(  # noqa: PLR0913, PLR0917 - the fields of a form
    request: Request,
    submission_id: str,
    rule: str = "",
    item: str = "",
    row: int | None = None,
    answer: Annotated[str, Form()] = "",
    why: Why = "",
) -> Response:
    """Say it, then go back to the findings of that cause."""
    about = Warned(submission_id, rule, item, row)
    given = Given(answer, why)
    errors = missing(given, tuple(_ANSWERS))
    if len(why.strip()) > LONGEST:
        errors["why"] = f"Say it in {LONGEST} characters"
    if errors:
        return _page(request, about, errors, given)
    _lines(request, about)
    try:
        explain(context_of(request).warehouse, about, _ANSWERS[answer][0], decision_of(request, why))
    except Busy as error:
        return _page(request, about, given=held_up(request, error, given))
    except Permanent as error:
        raise HTTPException(409, str(error)) from None
    there = path(request, "submissions", submission_id, "findings", rule=rule, item=item, done=answer)
    return RedirectResponse(there, 303)


def _lines(request: Request, about: Warned) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The file and its warnings of that kind; HTTPException 404 where there are none that one may see."""
    with asked(request) as session:
        it = submission_of(session, about.submission_id)
        lines = named(session, "web/warned", vars(about), _WARNING)
    if not lines:
        raise HTTPException(404)
    return it, lines


def _page(
    request: Request, about: Warned, errors: dict[str, str] | None = None, given: Given = NOTHING_YET
) -> Response:
    it, lines = _lines(request, about)
    # Here, since a form that is sent back shows them too; and not of a file that one may not see.
    log_read(request, "read findings", about.submission_id)
    first = lines[0]
    sayable = {"explain": first["explainable"] - first["explained"], "withdraw": first["explained"]}
    where = {"rule": about.rule, "item": about.item, "row": about.row_no}
    here = ("submissions", about.submission_id)
    return page(
        request,
        "explain.html",
        given.status(errors or {}),
        it=it,
        about=about,
        lines=lines,
        first=first,
        answers=[(name, *_ANSWERS[name][1:]) for name, count in sayable.items() if count],
        action=path(request, *here, "explain", **where),
        back=path(request, *here, "findings", rule=about.rule, item=about.item),
        errors=errors or {},
        given=given,
    )
