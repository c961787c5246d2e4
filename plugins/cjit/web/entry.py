"""The entry form: an agency's clients, and each of them; what is typed is kept, and the rules run on it.

Addresses hold keys of ours and no id of a client or an episode, since they end in logs (docs/decisions/0026).
"""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.dataset.definition import Definition
from cjit.dataset.lists import Lists, lists_for
from cjit.entry import store
from cjit.entry.check import Told, asked_today
from cjit.entry.layout import Part, Section, sections
from cjit.entry.store import Client, Episode
from cjit.entry.together import Together, together
from cjit.london import london_day
from cjit.warehouse.asking import Role
from cjit.web.context import Start, context_of, log_read, named, page, path
from cjit.web.context import asked as asking
from cjit.web.entry_forms import asked, changes, posted, summary, typed, version_of, was
from cjit.web.entry_kept import changing, client_with_episodes, take_in_file, told_of, writing
from cjit.web.guard import for_roles
from cjit.web.upload import own_agencies, own_agency

router = APIRouter()

PAGE = 50
_LINE = "client_key client_id items withdrawn_at changed_at episodes drafts total"
_ENDED = {
    "withdraw": "Consent is withdrawn, and what was entered about the client is deleted.",
    "remove": "The client is removed.",
}
Form = Annotated[dict[str, str], Depends(posted)]


@router.get("/entry")
@for_roles(Role.provider)
def entry(request: Request, agency: str = "", start: Start = 0, done: str = "") -> Response:
    """The clients of an agency, whoever was changed last first."""
    agencies = own_agencies(request)
    if agency and agency not in dict(agencies):
        raise HTTPException(404)
    return _list(request, agency or (agencies[0][0] if agencies else ""), "", start, agencies, done)


@router.post("/entry/{agency_code}/search")
@for_roles(Role.provider)
def search(request: Request, agency_code: str, form: Form) -> Response:
    """The clients with that in their own reference: not in the address, which ends in logs."""
    own_agency(request, agency_code)
    return _list(request, agency_code, form.get("looked_for", ""), 0, own_agencies(request))


@router.get("/entry/{agency_code}/client")
@for_roles(Role.provider)
def new_client(request: Request, agency_code: str) -> Response:
    """An empty form of a client."""
    own_agency(request, agency_code)
    return _client_page(request, Client("", agency_code, "", {}), [])


@router.post("/entry/{agency_code}/client")
@for_roles(Role.provider)
def add_client(request: Request, agency_code: str, form: Form) -> Response:
    """Keep a new client, who consents."""
    own_agency(request, agency_code)
    items = typed(fields_of(request, "client"), form)
    if items.get("CONSENT") != "Y":
        return _without_consent(request, Client("", agency_code, "", {}), Together(items))
    with changing(request, agency_code) as (session, change):
        key = store.add_client(session, change, items)
    return RedirectResponse(path(request, "entry", "clients", key, saved="yes"), 303)


@router.get("/entry/clients/{client_key}")
@for_roles(Role.provider)
def client(request: Request, client_key: str, saved: str = "", done: str = "") -> Response:
    """A client, with what the rules say, and their episodes."""
    it, episodes = client_with_episodes(request, client_key)
    log_read(request, "read entered client", client_key)
    return _client_page(request, it, episodes, "The episode is deleted." if done else saved and "Saved")


@router.post("/entry/clients/{client_key}")
@for_roles(Role.provider)
def change_client(request: Request, client_key: str, form: Form) -> Response:
    """Keep what is known of a client now. Who does not consent any more is asked about first."""
    it, _ = client_with_episodes(request, client_key)
    items = typed(fields_of(request, "client"), form)
    if items.get("CONSENT") == "N":
        return RedirectResponse(path(request, "entry", "clients", client_key, "withdraw"), 303)
    opened = replace(it, version=version_of(form))
    before = was(fields_of(request, "client"), form)
    if "CONSENT" not in items:
        return _without_consent(request, opened, Together(items, before))
    try:
        with writing(request, it.agency_code) as (session, change):
            store.change_client(session, change, opened, items)
    except store.Outdated:
        it, episodes = client_with_episodes(request, client_key)
        log_read(request, "read entered client", client_key)
        return _client_page(request, it, episodes, late=together(before, items, it.items))
    take_in_file(request, client_key)
    return RedirectResponse(path(request, "entry", "clients", client_key, saved="yes"), 303)


@router.get("/entry/clients/{client_key}/{what}")
@for_roles(Role.provider)
def ask_client(request: Request, client_key: str, what: str) -> Response:
    """Whether consent is really withdrawn, or a client to be removed."""
    it, episodes = client_with_episodes(request, client_key)
    if what not in ("withdraw", "remove"):
        raise HTTPException(404)
    return page(request, "entry_client_ask.html", it=it, episodes=episodes, what=what)


@router.post("/entry/clients/{client_key}/{what}")
@for_roles(Role.provider)
def end_client(request: Request, client_key: str, what: str) -> Response:
    """Forget a client: consent is withdrawn, or it was entered by mistake."""
    it, _ = client_with_episodes(request, client_key)
    end = {"withdraw": store.withdraw, "remove": store.remove_client}.get(what)
    if end is None:
        raise HTTPException(404)
    with changing(request, it.agency_code) as (session, change):
        end(session, change, client_key)
    log_read(request, f"{what} entered client", client_key)
    return RedirectResponse(path(request, "entry", agency=it.agency_code, done=what), 303)


def today(request: Request) -> tuple[Definition, Lists]:
    """The dataset and the lists that the form goes by."""
    context = context_of(request)
    day = london_day(context.clock())
    definition = asked_today(context.settings, day)
    return definition, lists_for(definition, day)


def sections_of(request: Request, part: Part) -> list[Section]:
    """The sections of a part of the form."""
    return sections(part, *today(request))


def fields_of(request: Request, part: Part) -> list[Any]:
    """Its fields, without their headings."""
    return [field for section in sections_of(request, part) for field in section.fields]


def _list(  # noqa: PLR0913, PLR0917 - what the page is about
    request: Request,
    agency: str,
    looked_for: str,
    start: int,
    agencies: list[tuple[str, str]],
    done: str = "",
) -> Response:
    names = {"agency_code": agency, "looked_for": looked_for, "at_most": PAGE, "start": start}
    with asking(request) as session:
        lines = named(session, "entry/clients", names, _LINE)
        files = named(session, "entry/file_of", names, "sent_at changed_at is_last_accepted")
    log_read(request, "read entered clients", agency or "none")
    total = lines[0]["total"] if lines else 0
    return page(
        request,
        "entry.html",
        lines=lines,
        total=total,
        agency=agency,
        agencies=agencies,
        name=dict(agencies).get(agency, ""),
        looked_for=looked_for,
        file=files[0] if files else None,
        done=_ENDED.get(done),
        following=path(request, "entry", agency=agency, start=start + PAGE)
        if not looked_for and total > start + PAGE
        else None,
        previous=path(request, "entry", agency=agency, start=start - PAGE) if start >= PAGE else None,
    )


def _client_page(
    request: Request, it: Client, episodes: list[Episode], done: str = "", late: Together | None = None
) -> Response:
    """late: what was typed while somebody else was faster. What the rules say is of what is kept."""
    found = told_of(request, it, episodes) if it.key else []
    about = [each for each in found if each.part == "client" and not late]
    parts = asked(sections_of(request, "client"), late or Together(it.items, it.items), about)
    words = {
        code: text
        for field in fields_of(request, "episode")
        if field.item in ("PROMPT", "CLSRSN")
        for _, group in field.groups
        for code, text in group
    }
    return page(
        request,
        "entry_client.html",
        409 if late else 200,
        it=it,
        parts=parts,
        late=changes(parts) if late else None,
        summary=summary(parts, [each for each in about if each.item is None]),
        episodes=[(each, *_counted(found, each.key)) for each in episodes],
        words=words,
        done=done,
    )


def _counted(found: list[Told], episode_key: str) -> tuple[int, int]:
    own = [each.severity for each in found if each.episode_key == episode_key]
    return own.count("error"), own.count("warning")


def _without_consent(request: Request, it: Client, said: Together) -> Response:
    """Nothing is kept of a client who does not consent, or of whom nobody says so."""
    refused = said.items.get("CONSENT") == "N"
    message = (
        "Without consent nothing about this client may be sent, so nothing was kept"
        if refused
        else "Say whether the client consents: until then nothing is kept"
    )
    told = [Told("error", "", "CONSENT", message, "", "client")]
    parts = asked(sections_of(request, "client"), Together({}) if refused else said, told)
    return page(
        request,
        "entry_client.html",
        400,
        it=it,
        parts=parts,
        late=None,
        summary=summary(parts),
        episodes=[],
        words={},
        done="",
    )
