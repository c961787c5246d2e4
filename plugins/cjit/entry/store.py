"""Clients and episodes as they were typed: read as the person who asks, written for their agency alone.

Every write names the agency: a key of another agency's touches nothing. What two people change at once is the
first one's; the other is told (Outdated).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cjit.warehouse.connection import Session

Items = Mapping[str, str]
"""What was typed, by name of the item; what was left empty is not there."""


class Outdated(Exception):  # noqa: N818 - what a form is
    """Somebody else changed it, or it is gone, since the form was opened."""


@dataclass(frozen=True)
class Client:
    """A client. client_id: CLIENTID. in_file: something of them may have been sent."""

    key: str
    agency_code: str
    client_id: str
    items: Items
    withdrawn: bool = False
    in_file: bool = False
    version: int = 1


@dataclass(frozen=True)
class Episode:
    """An episode with its referrals and reviews. in_file: it is in the agency's file, and no draft."""

    key: str
    client_key: str
    episode_id: str
    items: Items
    referrals: Sequence[Items] = ()
    reviews: Sequence[Items] = ()
    in_file: bool = False
    version: int = 1


@dataclass(frozen=True)
class Change:
    """Who changes something, when, of which agency."""

    agency_code: str
    by: str
    at: datetime

    @property
    def names(self) -> dict[str, Any]:
        """What the SQL calls them."""
        return vars(self).copy()


@dataclass
class Typed:
    """What a form of an episode said."""

    items: Items
    referrals: list[Items] = field(default_factory=list)
    reviews: list[Items] = field(default_factory=list)


def client_of(session: Session, key: str) -> Client | None:
    """The client of that key, where the person may see it."""
    found = session.rows("entry/client", {"client_key": key})
    return _client(*found[0]) if found else None


def _client(key: Any, *rest: Any) -> Client:
    return Client(str(key), *rest)


def episodes_of(session: Session, client_key: str) -> list[Episode]:
    """The episodes of a client, in the order in which they were entered."""
    return [_episode(*row) for row in session.rows("entry/episodes", _keys(client_key=client_key))]


def episode_of(session: Session, key: str) -> Episode | None:
    """The episode of that key, where the person may see it."""
    found = session.rows("entry/episodes", _keys(episode_key=key))
    return _episode(*found[0]) if found else None


def _keys(client_key: str = "", episode_key: str = "") -> dict[str, str]:
    return {"client_key": client_key, "episode_key": episode_key}


def _episode(key: Any, client_key: Any, *rest: Any) -> Episode:
    return Episode(str(key), str(client_key), *rest)


def add_client(session: Session, change: Change, items: Items) -> str:
    """A new client; its key."""
    number = _numbers(session, change, 1)
    named = {"client_id": f"CJIT-C{number}", "number": number, "items": json.dumps(items)}
    return str(session.value("entry/add_client", change.names | named))


def change_client(session: Session, change: Change, client: Client, items: Items) -> None:
    """What is known of a client, from now on. Raises Outdated."""
    names = {"client_key": client.key, "version": client.version, "items": json.dumps(items)}
    _touch(session, change)
    if session.run("entry/change_client", change.names | names) == 0:
        raise Outdated


def add_episode(session: Session, change: Change, client_key: str, typed: Typed) -> str:
    """A new episode of a client, a draft; its key. Raises Outdated where the client is gone."""
    number = _numbers(session, change, 1)
    names = {"client_key": client_key, "episode_id": f"CJIT-E{number}", "number": number}
    key = session.value("entry/add_episode", change.names | names | _children(session, change, typed))
    if key is None:
        raise Outdated
    return str(key)


def change_episode(session: Session, change: Change, episode: Episode, typed: Typed) -> None:
    """What is known of an episode, from now on. Raises Outdated."""
    names = {"episode_key": episode.key, "version": episode.version}
    _touch(session, change)
    if session.run("entry/change_episode", change.names | names | _children(session, change, typed)) == 0:
        raise Outdated


def take_in_file(session: Session, change: Change, episode_keys: list[str]) -> None:
    """Episodes without errors are in the file from now on, even if they get some later."""
    session.run("entry/take_in_file", change.names | {"episode_keys": episode_keys})


def remove_episode(session: Session, change: Change, episode_key: str) -> None:
    """An episode that was entered by mistake. One that was sent is missing from the next file (M1)."""
    _touch(session, change)
    session.run("entry/remove_episode", change.names | {"episode_key": episode_key})


def remove_client(session: Session, change: Change, client_key: str) -> None:
    """A client of whom nothing was sent and no episode is left. Raises Outdated for any other."""
    if session.run("entry/remove_client", change.names | {"client_key": client_key}) == 0:
        raise Outdated


def withdraw(session: Session, change: Change, client_key: str) -> None:
    """Consent withdrawn: everything of the client is forgotten, but for the id of one who was sent."""
    _touch(session, change)
    session.run("entry/withdraw", change.names | {"client_key": client_key})


def _children(session: Session, change: Change, typed: Typed) -> dict[str, str]:
    """Items, referrals and reviews as JSON, with an id for each that is new."""
    new = sum("REFSTID" not in each for each in typed.referrals)
    new += sum("SUBMID" not in each for each in typed.reviews)
    last = _numbers(session, change, new) if new else 0
    numbers = iter(range(last - new + 1, last + 1))
    referrals, reviews = (
        [each if name in each else {name: f"CJIT-{letter}{next(numbers)}", **each} for each in some]
        for name, letter, some in (("REFSTID", "R", typed.referrals), ("SUBMID", "S", typed.reviews))
    )
    found = {"items": typed.items, "referrals": referrals, "reviews": reviews}
    return {name: json.dumps(value) for name, value in found.items()}


def _numbers(session: Session, change: Change, take: int) -> int:
    last: int = session.value("entry/number", change.names | {"take": take})
    return last


def _touch(session: Session, change: Change) -> None:
    """The agency's file is out of date; nobody else writes for the agency until this is done."""
    _numbers(session, change, 0)
