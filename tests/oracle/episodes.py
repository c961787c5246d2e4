"""The rules over several rows: E25, E26, E27, W36, W37 (rules.md).

An episode is read from its first row in the file. Rows that fire E08 and withheld rows are not among
the rows given here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from oracle.rows import ITEMS, REC_ITEMS, Row, usable_id
from oracle.text import read_date, sector_of

Fired = Iterator[tuple[Row, str, str]]
PERSON_ITEMS = ("FINITIAL", "SINITIAL", "DOB", "SEX")
CHILD_ITEMS = {"REFSTID", "REFSTDT", "REFSTAG", "SUBMID", "SUBMODDT", *REC_ITEMS}
EPISODE_ITEMS = tuple(item for item in ITEMS if item not in CHILD_ITEMS)
DATE_ITEMS = {"DOB", "EVNTDT", "ASSESSDT", "CASESTDT", "CLOSEDT"}


@dataclass(frozen=True)
class Episode:
    """The rows of one usable EPISODID, and its first row."""

    rows: list[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def order(self) -> tuple[date, str]:
        """Known ASSESSDT, then EPISODID."""
        return self.first.day("ASSESSDT"), self.first["EPISODID"] or ""


def grouped(rows: list[Row], item: str) -> list[list[Row]]:
    """Rows by id in order of first appearance; a blank or over-long id groups nothing."""
    groups: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        if usable_id(row, item):
            groups[row[item]].append(row)
    return list(groups.values())


def findings_over_rows(rows: list[Row]) -> Fired:
    """Each (row, rule, item) that a rule over several rows fires on."""
    yield from _disagreeing(rows, "CLIENTID", "E26", PERSON_ITEMS)
    yield from _disagreeing(rows, "EPISODID", "E27", EPISODE_ITEMS)
    episodes = [Episode(group) for group in grouped(rows, "EPISODID")]
    for episode in episodes:
        if _long_quiet(episode):
            yield episode.first, "W37", "CASESTDT"
    for client in _by_client(episodes):
        for episode in client:
            others = [other for other in client if other is not episode]
            yield from _fires_on_every_row(episode, others, _overlaps, "E25", "ASSESSDT")
            yield from _fires_on_every_row(episode, others, _died_before, "W36", "CLSRSN")


def _by_client(episodes: list[Episode]) -> list[list[Episode]]:
    """Episodes with a valid ASSESSDT by the usable CLIENTID of their first row."""
    clients: dict[str | None, list[Episode]] = defaultdict(list)
    for episode in episodes:
        if usable_id(episode.first, "CLIENTID") and episode.first.valid("ASSESSDT"):
            clients[episode.first["CLIENTID"]].append(episode)
    return list(clients.values())


def _fires_on_every_row(
    episode: Episode, others: list[Episode], test: Callable[[Episode, Episode], bool], rule: str, item: str
) -> Fired:
    if any(test(episode, other) for other in others):
        for row in episode.rows:
            yield row, rule, item


def _overlaps(later: Episode, earlier: Episode) -> bool:
    """The later begins before the earlier ended; an open one has not ended."""
    if later.order < earlier.order or not earlier.first.valid("CLOSEDT"):
        return False
    closed = earlier.first.date_of("CLOSEDT")
    return closed is None or later.first.day("ASSESSDT") < closed


def _died_before(died: Episode, other: Episode) -> bool:
    return died.first["CLSRSN"] == "211" and other.first.day("ASSESSDT") > died.first.day("ASSESSDT")


def _long_quiet(episode: Episode) -> bool:
    first, received = episode.first, episode.first.night.received
    if not first.valid("CASESTDT") or first.blank("CASESTDT") or first.present("CLOSEDT"):
        return False
    if received - first.day("CASESTDT") <= timedelta(days=365):
        return False
    if not all(row.valid("REFSTDT", "SUBMODDT") for row in episode.rows):
        return False
    active = [row.date_of(item) for row in episode.rows for item in ("REFSTDT", "SUBMODDT")]
    since = received - timedelta(days=182)
    return not any(day is not None and since <= day <= received for day in active)


def _disagreeing(rows: list[Row], id_item: str, rule: str, items: tuple[str, ...]) -> Fired:
    for group in grouped(rows, id_item):
        if any(len({compared(row, item) for row in group}) > 1 for item in items):
            for row in group:
                yield row, rule, id_item


def compared(row: Row, item: str) -> object:
    """What E26 and E27 compare: dates as dates, PC as its sector, anything else as normalised text."""
    text = row[item]
    if item in DATE_ITEMS:
        return read_date(text) or text
    return sector_of(text) if item == "PC" else text
