"""What an agency has entered, as its pages read it and write it: by clients, drafts apart from its file."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException
from starlette.requests import Request

from cjit.entry import store
from cjit.entry.check import Told, check, without_errors
from cjit.entry.layout import items_of
from cjit.entry.store import Change, Client, Episode
from cjit.errors import Transient
from cjit.london import london_day
from cjit.warehouse.connection import Session
from cjit.web.context import asked as asking
from cjit.web.context import asker_of, context_of
from cjit.web.faults import log_fault

_CLIENT_ITEMS = items_of("client")


def client_with_episodes(request: Request, client_key: str) -> tuple[Client, list[Episode]]:
    """A client of one of the person's agencies; HTTPException 404 for all else, withdrawn ones too."""
    with asking(request) as session:
        it = store.client_of(session, client_key)
        if it is None or it.withdrawn:
            raise HTTPException(404)
        return it, store.episodes_of(session, client_key)


def told_of(request: Request, it: Client, episodes: list[Episode]) -> list[Told]:
    """What the rules say of a client's rows today."""
    context = context_of(request)
    return check(it, episodes, _CLIENT_ITEMS, context.settings, london_day(context.clock()))


def in_the_file(episodes: list[Episode], key: str = "") -> list[Episode]:
    """The episodes that are in the file, and the one of that key."""
    return [each for each in episodes if each.in_file or each.key == key]


@contextmanager
def writing(request: Request, agency_code: str) -> Iterator[tuple[Session, Change]]:
    """A transaction that writes for an agency of the person."""
    context = context_of(request)
    with context.warehouse.session() as session:
        yield session, Change(agency_code, asker_of(request).who, context.clock())


@contextmanager
def changing(request: Request, agency_code: str) -> Iterator[tuple[Session, Change]]:
    """As `writing`; HTTPException 409 where another was faster."""
    try:
        with writing(request, agency_code) as both:
            yield both
    except store.Outdated:
        raise HTTPException(
            409, "Somebody else changed it since you opened it, so what you typed was not kept."
        ) from None


def take_in_file(request: Request, client_key: str) -> None:
    """Have drafts without errors be in the file from now on; later, where the warehouse does not answer.

    What was typed is kept by then, so nobody is to hear that it was not, and to send it again.
    """
    try:
        _take_in_file(request, client_key)
    except Transient as error:
        log_fault(request, error)


def _take_in_file(request: Request, client_key: str) -> None:
    it, episodes = client_with_episodes(request, client_key)
    ready = [each for each in episodes if each.in_file]
    # Each as it would be in the file: with those that are, and without the other drafts.
    for draft in (each for each in episodes if not each.in_file):
        if without_errors([draft], told_of(request, it, [*ready, draft])):
            ready.append(draft)
    if new := [each.key for each in ready if not each.in_file]:
        with changing(request, it.agency_code) as (session, change):
            store.take_in_file(session, change, new)
