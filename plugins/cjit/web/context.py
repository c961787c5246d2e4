"""What a request is given: the warehouse as the person who asks, the clock, a way to answer with a page."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cjit.london import LONDON
from cjit.pages.environment import environment, stylesheet
from cjit.pages.words import moment, short_month
from cjit.settings import Settings
from cjit.warehouse.asking import Asker, Role, asking, note_access
from cjit.warehouse.connection import Session, Warehouse

_HERE = Path(__file__).parent
_REMEMBERED_FOR = 5.0  # seconds
_SECTIONS = (
    ("board", "Submissions", {Role.region, Role.engineer, Role.commissioner, Role.provider}),
    ("fix-first", "Fix first", {Role.region, Role.engineer, Role.commissioner, Role.provider}),
    ("mismatches", "Mismatches", {Role.region, Role.provider}),
    ("held", "Held files", {Role.region, Role.provider}),
    ("near-misses", "Near misses", {Role.region}),
    ("sign-off", "Sign-off", {Role.region, Role.engineer}),
    ("upload", "Check and send a file", {Role.provider}),
    ("entry", "Enter episodes", {Role.provider}),
    ("reports", "Reports", set(Role)),
    ("operations", "Operations", {Role.engineer}),
)
_BELONGS = {"agencies": "board", "submissions": "board", "rules": "board", "uploads": "upload"}
"""Pages without an entry of their own."""

Start = Annotated[int, Query(ge=0, le=1_000_000_000)]
"""Of a long list, how many lines stand before those of the page."""


@dataclass(frozen=True)
class Context:
    """One deployment's pages. `open_warehouse` is called once, at the first request that asks it."""

    settings: Settings
    open_warehouse: Callable[[], Warehouse]
    clock: Callable[[], datetime]
    secret: Callable[[], bytes]
    """The key of the person hash, for releasing a held file."""
    sign_in: str | None = None
    """Where somebody who is not signed in may do so; None where a proxy sees to it."""
    _opened: list[Warehouse] = field(default_factory=list)
    ticks: Callable[[], float] = monotonic
    """Seconds that pass, also where the clock is one that was asked for."""
    _remembered: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)
    _one_at_a_time: Lock = field(default_factory=Lock)

    @property
    def warehouse(self) -> Warehouse:
        """The loader's own door: for decisions and the access log alone. Pages ask as somebody."""
        if not self._opened:
            self._opened.append(self.open_warehouse())
        return self._opened[0]

    def remember(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` returned for this key within the last seconds: for a page that many look at at once.

        The key holds all that the answer depends on, the role and scope of who asks first of all.
        """
        with self._one_at_a_time:
            now = self.ticks()
            for old in [old for old, (made, _) in self._remembered.items() if now - made > _REMEMBERED_FOR]:
                del self._remembered[old]
            if key not in self._remembered:
                self._remembered[key] = (now, make())
            return self._remembered[key][1]


def context_of(request: Request) -> Context:
    """The deployment that answers."""
    context: Context = request.app.state.context
    return context


def asker_of(request: Request) -> Asker:
    """Who asks, in the role in which they may use this route."""
    asker: Asker = request.state.asker
    return asker


@contextmanager
def asked(request: Request) -> Iterator[Session]:
    """The warehouse as the person who asks."""
    with asking(context_of(request).warehouse, asker_of(request)) as session:
        yield session


def log_read(request: Request, did: str, subject: str) -> None:
    """Note in the access log what is about to be shown. subject: an id of ours."""
    context = context_of(request)
    note_access(context.warehouse, asker_of(request), did, subject, context.clock())


def named(session: Session, name: str, params: Mapping[str, Any], columns: str) -> list[dict[str, Any]]:
    """The rows of a query file as dictionaries; `columns` are the names that it selects, in their order."""
    return [dict(zip(columns.split(), row, strict=True)) for row in session.rows(name, params)]


@cache
def styles() -> bytes:
    """The one style sheet of these pages: that of every page, the form components, and our own."""
    files = ("govuk-web.css", "govuk-forms.css", "web.css")
    own = [(_HERE / "styles" / name).read_text(encoding="utf-8").strip() for name in files]
    return "\n".join([str(stylesheet()), *own]).encode()


@cache
def styles_name() -> str:
    """Its name, which changes with its content and may so be kept by a browser for good."""
    return f"cjit-{sha256(styles()).hexdigest()[:12]}.css"


def path(request: Request, *parts: str, **query: str | int | None) -> str:
    """An address of these pages, wherever they are mounted. Parts are quoted; empty parameters left out."""
    root = request.scope.get("root_path", "").rstrip("/")
    given = {name: value for name, value in query.items() if value not in (None, "")}
    return "/".join([root, *(quote(part, safe="") for part in parts)]) + (
        f"?{urlencode(given)}" if given else ""
    )


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """Answer with a page. Its template gets `link` for addresses and what every page shows."""
    person = getattr(request.state, "person", None)
    here = request.scope["path"].removeprefix(request.scope.get("root_path", "")).strip("/").partition("/")[0]
    sections = [
        {"href": path(request, name), "text": text, "active": name == _BELONGS.get(here, here)}
        for name, text, roles in _SECTIONS
        if person and person.within(roles)
    ]
    asker = getattr(request.state, "asker", None)
    text = (
        environment(_HERE / "templates")
        .get_template(template)
        .render(
            link=lambda *parts, **query: path(request, *parts, **query),
            styles=path(request, "static", styles_name()),
            sections=sections,
            asker=asker,
            asking_as=_as(asker) if asker else "",
            moment=moment,
            shortly=_shortly,
            **values,
        )
    )
    return HTMLResponse(text, status)


def _shortly(value: datetime) -> str:
    """`20 Dec 18, 2:05am`, where there is little room."""
    here = value.astimezone(LONDON)
    half = "am" if here.hour < 12 else "pm"
    return f"{here.day} {short_month(here)}, {here.hour % 12 or 12}:{here.minute:02}{half}"


_ROLE_NAMES = {
    Role.engineer: "data engineer",
    Role.region: "regional team",
    Role.provider: "provider",
    Role.commissioner: "commissioner",
    Role.pcc: "PCC office",
}


def _as(asker: Asker) -> str:
    scope = f", {', '.join(asker.scope)}" if asker.scope else ""
    return f"{asker.who} ({_ROLE_NAMES[asker.role]}{scope})"
