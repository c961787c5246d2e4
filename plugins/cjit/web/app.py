"""The app: routes put together, closed by default (docs/decisions/0026)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.errors import Permanent, Transient
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Busy
from cjit.web import (
    board,
    entry,
    entry_episode,
    explained,
    findings,
    fix_first,
    moved,
    near_misses,
    operations,
    reports,
    rules,
    sign_off,
    submissions,
    upload,
    work,
)
from cjit.web.context import Context, context_of, page, path, styles, styles_name
from cjit.web.deciding import keep_sent
from cjit.web.faults import Unforeseen, log_fault
from cjit.web.guard import Hardened, admit, for_roles
from cjit.web.people import NotSignedIn, Person, from_proxy

Identify = Callable[..., Any]
"""A FastAPI dependency that returns a Person or raises NotSignedIn."""

_ROUTES = (
    board,
    fix_first,
    submissions,
    findings,
    explained,
    rules,
    work,
    near_misses,
    sign_off,
    moved,  # before reports, which would take its address for a file
    reports,
    operations,
)
_FOR_PROVIDERS = (upload, entry_episode, entry)
_BUSY = "A load or a report is under way, so this was not done. Try again in some minutes."
_REFUSALS = {
    400: (
        "That was not understood",
        "Something in the address, or in what was sent, is not as these pages send it, so nothing was done. "
        "Go back and choose again, or begin at the first page.",
    ),
    403: ("You may not see this page", ""),
    404: (
        "There is no such page",
        "Check the address if you typed it. What was here may have been removed since, and what belongs to "
        "another agency or area is not shown to you.",
    ),
    405: ("There is no such page", "This address takes forms, and is no page. Begin at the first page."),
    409: ("That is not possible", ""),
    413: ("That is too large", "No form of these pages sends so much, so nothing was kept."),
}
"""Of what is refused: what the page is called, and what it says where nobody gave another reason."""
_OTHERWISE = "That did not work", "Nothing was done. Go back and try again, or begin at the first page."
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


def make_app(context: Context, identify: Identify) -> FastAPI:
    """The pages of a deployment, for those whom `identify` knows."""

    def guard(request: Request, person: Annotated[Person, Depends(identify)]) -> None:
        request.state.person = person
        request.state.asker = admit(request, person)

    app = FastAPI(title="cjit", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.context = context
    app.add_middleware(Unforeseen, answer=_broken)
    app.add_middleware(Hardened)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    for module in _ROUTES:
        app.include_router(module.router, dependencies=[Depends(guard), Depends(keep_sent)])
    for module in _FOR_PROVIDERS:  # which read what is sent themselves, with limits of their own
        app.include_router(module.router, dependencies=[Depends(guard)])
    app.add_api_route("/", _home, dependencies=[Depends(guard)])
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(Permanent, _failed)
    app.add_exception_handler(Transient, _failed)
    return app


def behind_proxy(context: Context) -> FastAPI:
    """The pages by themselves: a sign-on proxy says who is asking (people.from_proxy)."""

    def identify(request: Request) -> Person:
        return from_proxy(request, context_of(request).settings)

    return make_app(context, identify)


def _static(name: str) -> Response:
    if name != styles_name():
        raise HTTPException(404)
    return Response(styles(), media_type="text/css", headers=_KEPT)


@for_roles(*Role)
def _home(request: Request) -> Response:
    first = "reports" if request.state.asker.role == Role.pcc else "board"
    return RedirectResponse(path(request, first), 303)


def _not_signed_in(request: Request, _: Exception) -> Response:
    return _instead(request, 401, "Sign in first", sign_in=context_of(request).sign_in)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    if error.status_code == 401:
        return _not_signed_in(request, error)
    status = error.status_code
    title, why = _REFUSALS.get(status, _OTHERWISE)
    # What Starlette says where nobody gave a reason.
    why = why if error.detail == HTTPStatus(status).phrase else _sentence(error.detail)
    now = _page_of_form(request) if status == 409 else None
    return _instead(request, status, title, why, now=now)


def _instead(
    request: Request,
    status: int,
    title: str,
    why: str = "",
    sent: dict[str, str] | None = None,
    **onward: str | None,
) -> Response:
    """What stands in the place of a page.

    sent: a form that can be sent again from it. onward: `sign_in` and `now`, addresses that lead on. Where
    nothing does, the first page does: not from itself, which may be what was refused.
    """
    links = {"sign_in": None, "now": None} | onward
    first = path(request, "")
    home = None if sent or any(links.values()) or request.scope["path"] == first else first
    said = {"title": title, "why": why, "sent": sent, "here": _here(request), "home": home}
    return page(request, "refused.html", status, **said, **links)


def _sentence(said: str) -> str:
    """What an error says, which may be half a line of a log (cjit.errors), as a page says it."""
    return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")


def _page_of_form(request: Request) -> str:
    """Where the form was sent from, which shows how things are now."""
    return _here(request, without="/send")


def _here(request: Request, without: str = "") -> str:
    """The address that was asked for."""
    query = request.url.query
    return quote(request.scope["path"].removesuffix(without)) + (f"?{query}" if query else "")


def _not_understood(request: Request, _: Exception) -> Response:
    return _instead(request, 400, *_REFUSALS[400])


def _failed(request: Request, error: Exception) -> Response:
    """A fault of ours or of the warehouse. What it says is for the engineers' logs."""
    log_fault(request, error)
    if not isinstance(error, Transient):
        return _broken(request)
    why = _BUSY if isinstance(error, Busy) else "The warehouse cannot be reached. Try again in a few minutes."
    return _instead(request, 503, "That did not work", why, getattr(request.state, "sent", None))


def _broken(request: Request) -> Response:
    return _instead(request, 500, "That did not work", "Tell the data engineers.")
