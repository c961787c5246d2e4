"""Closed by default: a route without a rule answers 403, and every answer carries the same strict headers."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cjit.warehouse.asking import Asker, Role
from cjit.web.people import Person

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])

_RULE = "_cjit_roles"
_SAFE = {"GET", "HEAD"}
_POLICY = (
    "default-src 'none'; style-src {styles}; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
HEADERS = {
    "Content-Security-Policy": _POLICY.format(styles="'self'"),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def for_roles(*roles: Role) -> Callable[[Endpoint], Endpoint]:
    """Say who may use a route. Without this it is closed to everybody."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _RULE, frozenset(roles))
        return endpoint

    return mark


def roles_of(endpoint: object) -> frozenset[Role]:
    """Who may use a route: nobody, where nothing is said."""
    return getattr(endpoint, _RULE, frozenset())


def admit(request: Request, person: Person) -> Asker:
    """The person in the role in which they use this route.

    Raises HTTPException 403 where none of their roles may, or where another site had the browser ask, and 404
    for an address with a NUL, which no text of the warehouse holds.
    """
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise HTTPException(404)
    if request.method not in _SAFE and not _is_our_own(request):
        raise HTTPException(403, "This was sent from another site, so nothing was done.")
    asker = person.within(roles_of(request.scope.get("endpoint")))
    if asker is None:
        raise HTTPException(403, "Your roles do not include this page.")
    return asker


def _is_our_own(request: Request) -> bool:
    """Whether one of our own pages sent a form. Browsers say so themselves; what does not say is refused."""
    fetched_by = request.headers.get("sec-fetch-site")
    if fetched_by is not None:
        return fetched_by == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def policy_for(page: str) -> str:
    """The policy for a page that carries its styles within itself: these, by their hash, and no others."""
    hashes = [hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(page)]
    styles = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    return _POLICY.format(styles=styles or "'none'")


class Hardened:
    """Adds the headers to every answer that has not set its own; nothing is kept in a cache by default."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers."""

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, hardened if scope["type"] == "http" else send)
