"""The entry form of an episode: one page from what led to it to its closure, referrals and reviews."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.entry import store
from cjit.entry.check import Told
from cjit.entry.layout import Part, items_of
from cjit.entry.store import Client, Episode, Items, Typed
from cjit.entry.together import Child, Together
from cjit.warehouse.asking import Role
from cjit.web.context import asked as asking
from cjit.web.context import log_read, page, path
from cjit.web.entry import Form, fields_of, sections_of
from cjit.web.entry_again import CHILDREN, EpisodeForm, Fields, again, as_kept, note_of, typed_children
from cjit.web.entry_forms import asked, changes, summary, typed, version_of
from cjit.web.entry_kept import (
    changing,
    client_with_episodes,
    in_the_file,
    take_in_file,
    told_of,
    writing,
)
from cjit.web.guard import for_roles

router = APIRouter()


@router.get("/entry/clients/{client_key}/episodes/new")
@for_roles(Role.provider)
def new_episode(request: Request, client_key: str) -> Response:
    """An empty form of an episode."""
    it, _ = client_with_episodes(request, client_key)
    return _page(request, it, Episode("", client_key, "", {}), [])


@router.post("/entry/clients/{client_key}/episodes/new")
@for_roles(Role.provider)
def add_episode(request: Request, client_key: str, form: Form) -> Response:
    """Keep a new episode, whatever is wrong with it."""
    it, _ = client_with_episodes(request, client_key)
    said = _typed(request, form, Episode("", client_key, "", {}))
    with changing(request, it.agency_code) as (session, change):
        key = store.add_episode(session, change, client_key, said)
    take_in_file(request, client_key)
    return RedirectResponse(path(request, "entry", "episodes", key, saved="yes"), 303)


@router.get("/entry/episodes/{episode_key}")
@for_roles(Role.provider)
def episode(request: Request, episode_key: str, saved: str = "") -> Response:
    """An episode, with what the rules say of it today."""
    client, it, episodes = _found(request, episode_key)
    log_read(request, "read entered episode", episode_key)
    return _page(request, client, it, told_of(request, client, in_the_file(episodes, it.key)), saved)


@router.post("/entry/episodes/{episode_key}")
@for_roles(Role.provider)
def change_episode(request: Request, episode_key: str, form: Form) -> Response:
    """Keep what is known of it now, whatever is wrong with it."""
    it = _kept(request, episode_key)
    if it is None:
        return _late(request, episode_key, form)
    client, _ = client_with_episodes(request, it.client_key)
    try:
        with writing(request, client.agency_code) as (session, change):
            opened = replace(it, version=version_of(form))
            store.change_episode(session, change, opened, _typed(request, form, it))
    except store.Outdated:
        return _late(request, episode_key, form)
    take_in_file(request, client.key)
    return RedirectResponse(path(request, "entry", "episodes", episode_key, saved="yes"), 303)


@router.get("/entry/episodes/{episode_key}/remove")
@for_roles(Role.provider)
def ask_episode(request: Request, episode_key: str) -> Response:
    """Whether it is really to be removed."""
    client, it, _ = _found(request, episode_key)
    return page(request, "entry_episode_ask.html", client=client, it=it)


@router.post("/entry/episodes/{episode_key}/remove")
@for_roles(Role.provider)
def remove_episode(request: Request, episode_key: str) -> Response:
    """Remove one that was entered by mistake."""
    client, _, _ = _found(request, episode_key)
    with changing(request, client.agency_code) as (session, change):
        store.remove_episode(session, change, episode_key)
    log_read(request, "remove entered episode", episode_key)
    return RedirectResponse(path(request, "entry", "clients", client.key, done="remove"), 303)


def _found(request: Request, episode_key: str) -> tuple[Client, Episode, list[Episode]]:
    """An episode of one of the person's agencies, its client and all of theirs; else HTTPException 404."""
    it = _kept(request, episode_key)
    if it is None:
        raise HTTPException(404)
    client, episodes = client_with_episodes(request, it.client_key)
    return client, it, episodes


def _kept(request: Request, episode_key: str) -> Episode | None:
    with asking(request) as session:
        return store.episode_of(session, episode_key)


def _late(request: Request, episode_key: str, form: dict[str, str]) -> Response:
    """The form again, with what was typed and what somebody else did meanwhile.

    Where they deleted the episode the form says whose it was, and becomes that of a new one.
    """
    it = _kept(request, episode_key)
    client, _ = client_with_episodes(request, it.client_key if it else form.get("client", ""))
    log_read(request, "read entered episode", episode_key)
    said = again(form, it, _fields(request))
    return _page(request, client, it or Episode("", client.key, "", {}), [], late=said)


def _fields(request: Request) -> Fields:
    parts: tuple[Part, ...] = ("episode", "referral", "review")
    return {part: fields_of(request, part) for part in parts}


def _typed(request: Request, form: dict[str, str], before: Episode) -> Typed:
    said = Typed(typed(fields_of(request, "episode"), form))
    said.referrals = _children(request, form, "referral", before.referrals)
    said.reviews = _children(request, form, "review", before.reviews)
    return said


def _children(request: Request, form: dict[str, str], part: Any, before: Any) -> list[Items]:
    """Referrals or reviews as the form has them: those there were, by their id, and new ones."""
    name = dict(CHILDREN)[part]
    known = {each[name] for each in before}
    fields = fields_of(request, part)
    ticks = [field.item for field in fields if field.kind == "tick"]
    kept: list[Items] = []
    for each in typed_children(form, part, fields):
        one: dict[str, str] = {name: each.key} if each.key in known else {}
        known.discard(each.key)
        if each.items and not each.removed:
            kept.append({**one, **dict.fromkeys(ticks, "N"), **each.items})
    return kept


def _beside_a_field(said: Told) -> Told:
    """What is about an id of ours, which the form does not ask for, as about the day that it needs (W34)."""
    asked_for = items_of(said.part)
    return said if said.item in asked_for else replace(said, item=asked_for[0])


def _page(  # noqa: PLR0913, PLR0917 - what the page is about
    request: Request,
    client: Client,
    it: Episode,
    found: list[Told],
    saved: str = "",
    late: EpisodeForm | None = None,
) -> Response:
    """late: what was typed while somebody else was faster."""
    form = late or as_kept(it, _fields(request))
    own = [each for each in found if each.episode_key == it.key and it.key]
    parts = asked(
        sections_of(request, "episode"), form.said, [each for each in own if each.part == "episode"]
    )
    children = {
        part: [
            (
                place,
                child,
                note_of(child),
                asked(
                    sections_of(request, part),
                    child.said,
                    [_beside_a_field(one) for one in own if (one.part, one.place) == (part, place)],
                    f"{part}-{place}-",
                ),
            )
            for place, child in enumerate([*form.children[part], Child("", Together({}))])
        ]
        for part, _ in CHILDREN
    }
    every = [*parts, *(section for some in children.values() for *_, each in some for section in each)]
    shown = {field.field.item for section in parts for field in section["fields"]}
    of_client = [each for each in own if each.part == "client"]
    rest = [each for each in own if each.part == "episode" and each.item not in shown]
    errors = any(each.severity in ("error", "fatal") for each in found if each.episode_key in (it.key, ""))
    return page(
        request,
        "entry_episode.html",
        409 if late else 200,
        client=client,
        it=it,
        parts=parts,
        children=children,
        late=_changes(parts, children, late) if late else None,
        summary=summary(every, rest),
        of_client=list(dict.fromkeys((each.severity, each.message) for each in of_client)),
        whole=[each.message for each in found if each.severity == "fatal"],
        in_error=errors,
        saved=saved,
    )


def _changes(parts: Any, children: dict[Part, list[Any]], late: EpisodeForm) -> list[tuple[str, str]]:
    """What somebody else did, as links to where it is."""
    told: list[tuple[str, str]] = changes(parts)
    for part, some in children.items():
        for place, _, note, sections in some:
            name = f"{part.capitalize()} {place + 1}"
            if note:
                told.append((f"{part}-{place}", f"{name}: {note}"))
            told += changes(sections, name)
    return told + [(f"{part}s", f"Somebody else removed your {part} {number}.") for part, number in late.gone]
