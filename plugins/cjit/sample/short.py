"""The files of treatment providers and prisons, with faults of their own (dataset.md, the short rule set)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from cjit.sample import mixes
from cjit.sample.dates import written
from cjit.sample.draws import BLANK, NONE, Columns, Ints, Mask, Texts, length, starts_of, stream, take
from cjit.sample.faults import MANY
from cjit.sample.pages import PERSON_WORDS, vocabulary
from cjit.sample.styles import ids
from cjit.sample.world import World

ShortFeed = Literal["structured", "secure"]


@dataclass(frozen=True)
class ShortFault:
    """One kind of fault: the rule it fires, its share of the feed's rows, the item, and what is put there."""

    feed: ShortFeed
    rule: str
    share: float
    how: str
    item: str
    values: tuple[str, ...]
    who: Callable[[Columns], Mask] | None = None


def _left(stays: Columns) -> Mask:
    return np.asarray(stays["exit"] != BLANK)


_BOTH: tuple[ShortFeed, ...] = ("structured", "secure")
SHORT_FAULTS: tuple[ShortFault, ...] = (
    *(ShortFault(feed, "E01", 0.0010, "FINITIAL blank or a digit", "FINITIAL", ("", "1")) for feed in _BOTH),
    *(ShortFault(feed, "E02", 0.0010, "SINITIAL blank", "SINITIAL", ("",)) for feed in _BOTH),
    *(ShortFault(feed, "E03", 0.0015, "DOB blank or of 1890", "DOB", ("", "01/01/1890")) for feed in _BOTH),
    *(ShortFault(feed, "E04", 0.0010, "SEX blank or U", "SEX", ("", "U")) for feed in _BOTH),
    ShortFault("structured", "E07", 0.0010, "EPISODID blank", "EPISODID", ("",)),
    ShortFault("secure", "E07", 0.0010, "STAYID blank", "STAYID", ("",)),
    ShortFault("structured", "E09", 0.0010, "DAT blank or unknown", "DAT", ("", "X99B")),
    ShortFault("secure", "E09", 0.0020, "EXITDAT blank or unknown", "EXITDAT", ("", "X99B"), _left),
    ShortFault("structured", "X01", 0.0020, "REFLD no date or in the future", "REFLD", ("n/k", "01/01/2090")),
    ShortFault("secure", "X01", 0.0020, "ADMDT no date or in the future", "ADMDT", ("n/k", "01/01/2090")),
    ShortFault("structured", "X02", 0.0020, "DISRSN unknown", "DISRSN", ("99", "12")),
    ShortFault("secure", "X02", 0.0020, "EXITRSN unknown", "EXITRSN", ("X", "Q")),
)


def short_files(world: World, seed: int) -> Iterator[tuple[ShortFeed, str, dict[str, Texts]]]:
    """Feed, sender and texts of each file of the two datasets to match against, faults included."""
    teams = world.teams
    for feed, senders, rows, column in (
        ("structured", teams.provider_codes, world.treatments, "provider"),
        ("secure", teams.prison_codes, world.stays, "prison"),
    ):
        starts = starts_of(rows[column], len(senders))
        spoilt = _plan(feed, rows, seed)
        for number, sender in enumerate(senders):
            first, end = int(starts[number]), int(starts[number + 1])
            if first == end:
                continue
            type_rows = _structured if feed == "structured" else _secure
            texts = type_rows(world, sender, take(rows, np.arange(first, end)))
            _spoil(texts, spoilt[first:end])
            yield ("structured" if feed == "structured" else "secure"), sender, texts


def _plan(feed: str, rows: Columns, seed: int) -> Ints:
    """For each row its fault (position in SHORT_FAULTS), NONE for most; a row has one at most."""
    size = length(rows)
    order = np.argsort(stream(seed, f"faults {feed}").random(size), kind="stable")
    chosen = np.full(size, NONE, dtype=np.int64)
    least = 1 if size >= MANY else 0
    for number, fault in enumerate(SHORT_FAULTS):
        if fault.feed == feed:
            free = order[(chosen[order] == NONE) & (fault.who(rows)[order] if fault.who else True)]
            chosen[free[: max(round(fault.share * size), least)]] = number
    return chosen


def _spoil(texts: dict[str, Texts], chosen: Ints) -> None:
    for row in np.flatnonzero(chosen != NONE).tolist():
        fault = SHORT_FAULTS[chosen[row]]
        texts[fault.item][row] = fault.values[row % len(fault.values)]


def _person(world: World, rows: Columns) -> dict[str, Texts]:
    person = take(world.people, rows["person"])
    letters = {item: words[person[column]] for item, (column, words) in PERSON_WORDS.items()}
    return {
        "FINITIAL": letters["FINITIAL"],
        "SINITIAL": letters["SINITIAL"],
        "DOB": written(person["dob"], "DD/MM/YYYY"),
        "SEX": letters["SEX"],
    }


def _structured(world: World, sender: str, rows: Columns) -> dict[str, Texts]:
    places, size = world.teams.places, length(rows)
    dates = partial(written, form="DD/MM/YYYY")
    dat = places.dat_on(rows["home"], rows["referred"])
    reason = np.where(rows["ended"] == BLANK, NONE, rows["reason"])
    return {
        "AGNCY": np.full(size, sender, dtype=object),
        "CLIENT": np.asarray("ST-" + ids("short", "", rows["person"]), dtype=object),
        "EPISODID": ids("short", "T", np.arange(size)),
        **_person(world, rows),
        "DAT": places.codes[dat],
        "REFLD": dates(rows["referred"]),
        "TRIAGED": dates(rows["triaged"]),
        "MODST": dates(rows["started"]),
        "DISD": dates(rows["ended"]),
        "DISRSN": vocabulary(mixes.DISCHARGE.values)[reason],
    }


def _secure(world: World, sender: str, rows: Columns) -> dict[str, Texts]:
    size = length(rows)
    inside = rows["exit"] == BLANK
    return {
        "PRISON": np.full(size, sender, dtype=object),
        "STAYID": ids("short", "P", np.arange(size)),
        **_person(world, rows),
        "ADMDT": written(rows["admitted"], "DD/MM/YYYY"),
        "EXITDT": written(rows["exit"], "DD/MM/YYYY"),
        "EXITRSN": vocabulary(mixes.EXIT_REASON.values)[np.where(inside, NONE, rows["reason"])],
        "EXITDAT": np.where(inside, "", world.teams.places.codes[rows["dat"]]),
        "REFREL": vocabulary(["N", "Y"])[np.where(inside, NONE, rows["referred"])],
    }
