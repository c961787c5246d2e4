"""What the rules say of one client's rows, as they will be in tonight's file (rules.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cjit.dataset.definition import Definition, definitions_for
from cjit.dataset.register import read_register
from cjit.entry.extract import extract, rows_of
from cjit.entry.layout import Part
from cjit.entry.store import Client, Episode
from cjit.intake.reader import Sender
from cjit.quality.dry_run import dry_run_of
from cjit.quality.feedback import in_order_of_work
from cjit.settings import Settings

_SCOPED: Final = ("referral", "review")


@dataclass(frozen=True)
class Told:
    """A finding, and what it is about.

    part: client, episode, referral or review; place: which of an episode's referrals or reviews, from 0.
    episode_key: '' for what is about the client or the whole file.
    """

    severity: str
    rule: str
    item: str | None
    message: str
    fix: str
    part: Part
    place: int = 0
    episode_key: str = ""


def asked_today(settings: Settings, day: date) -> Definition:
    """The dataset that the form asks for on a day: the newest that is in force."""
    return definitions_for("cjit", day, settings)[0]


def check(
    client: Client, episodes: Sequence[Episode], client_items: Sequence[str], settings: Settings, day: date
) -> list[Told]:
    """All findings on a client's rows, each once, errors first. `client_items`: what is asked of the client.

    Of a client without episodes only what is about the client is told. Raises Permanent without a register.
    """
    told_of = episodes or [Episode("", client.key, "CJIT-E0", {})]
    places = [
        (episode.key, n)
        for episode in told_of
        for n in range(max(len(episode.referrals), len(episode.reviews), 1))
    ]
    definition = asked_today(settings, day)
    data = extract(rows_of(client, told_of), definition)
    sender = Sender(client.agency_code, read_register(settings.agencies_file), day)
    found: dict[Told, None] = {}
    for line in in_order_of_work(dry_run_of(data, sender, definition).findings).to_pylist():
        key, place = places[line["row_no"] - 1] if line["row_no"] else ("", 0)
        said = {name: line[name] for name in ("severity", "rule", "item", "message", "fix")}
        told = Told(**said, part="episode")
        scope = definition.item(told.item).scope if told.item else "row"
        if scope in _SCOPED:
            told = replace(told, part=scope, place=place, episode_key=key)
        elif told.item in client_items or not line["row_no"]:
            told = replace(told, part="client", episode_key=key if told.item else "")
        else:
            told = replace(told, episode_key=key)
        found[told] = None
    return [each for each in found if episodes or each.part == "client"]


def without_errors(episodes: Sequence[Episode], found: Sequence[Told]) -> list[str]:
    """The keys of the episodes that would be loaded."""
    in_error = {each.episode_key for each in found if each.severity in ("error", "fatal")}
    return [] if "" in in_error else [each.key for each in episodes if each.key not in in_error]
