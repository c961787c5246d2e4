"""One world: people, their episodes at the agencies, and what the other two datasets know of them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cjit.errors import Permanent
from cjit.sample.children import referrals, reviews, rows_of
from cjit.sample.contacts import live
from cjit.sample.draws import BLANK, NONE, Columns, Ints, chance, groups_in, join, length, stream, take
from cjit.sample.people import settle
from cjit.sample.places import Places, day_number
from cjit.sample.teams import Teams
from cjit.sample.treatment import stranger_stays, strangers, treatments

BURN_IN_DAYS = 365
"""Simulated before the first month, so that people return and transfers arrive from the start."""
EARLIEST = date(2010, 4, 1)
"""The first day that the reference lists can serve, burn-in included."""
LATEST = date(2088, 8, 31)
"""Ten years before the last day that sample.dates can write."""
NATIONAL_AGENCIES, FEWEST_AGENCIES = 130, 12
NATIONAL_ROWS = 64
"""CJIT rows of an agency in a month, in a sample of national size; samples of fewer agencies, down to the
fewest, have smaller teams."""
ROWS_PER_FIRST_CONTACT, MORE_PER_MONTH, MOST_MONTHS = 1.6, 0.015, 54
"""CJIT rows for each first contact of the window (measured): more in a longer one, as people return."""

DUPLICATE_SHARE = 0.002
"""Of episodes: the client was registered twice, and the episode typed under both ids (linkage.md)."""
SAME_DAY_SHARE = 0.004
"""Of episodes of agencies that share an area: the other agency assessed the person on the same day."""


@dataclass(frozen=True)
class World:
    """Tables of whole numbers; positions refer to the tables they are named after.

    episodes are sorted by agency and day; rows (children.rows_of) are in the order of the files. Each of the
    other two datasets has people of its own besides, who come after the CJIT people in `people`.
    """

    first: int
    teams: Teams
    people: Columns
    episodes: Columns
    referrals: Columns
    reviews: Columns
    rows: Columns
    treatments: Columns
    stays: Columns


def rows_wanted(agencies: int, months: int) -> int:
    """CJIT rows of a sample: 3,000 for 12 agencies over 24 months, 300,000 for 130 over 36."""
    alike = min(max(agencies, FEWEST_AGENCIES), NATIONAL_AGENCIES)
    size: float = (alike / NATIONAL_AGENCIES) ** 0.75
    return round(NATIONAL_ROWS * size * agencies * months)


def first_day(until: date, months: int) -> date:
    """The day after `until` that many months earlier."""
    months_before = until.year * 12 + until.month - 1 - months
    year, month = divmod(months_before, 12)
    return date(year, month + 1, min(until.day, 28)) + timedelta(days=1)


def build(agencies: int, months: int, until: date, seed: int, rows: int | None = None) -> World:
    """The world of so many agencies over the months that end on `until`, with about `rows` CJIT rows.

    Raises Permanent where the numbers make no sense or the reference lists do not reach back far enough.
    """
    if not (1 <= agencies <= 9999 and months >= 1 and seed >= 0):
        raise Permanent(
            "a sample needs 1 to 9,999 agencies, at least a month, and a seed that is not negative"
        )
    if until > LATEST:
        raise Permanent(f"a sample can end on {LATEST} at the latest")
    reaches = until.year - EARLIEST.year >= months // 12  # else there may be no such day to look at
    opening = first_day(until, months) if reaches else EARLIEST
    if opening - timedelta(days=BURN_IN_DAYS) < EARLIEST:
        raise Permanent(f"a sample can begin {BURN_IN_DAYS} days after {EARLIEST} at the earliest")
    first = day_number(opening)
    start = first - BURN_IN_DAYS
    teams = Teams.choose(Places.between(opening - timedelta(days=BURN_IN_DAYS), until), agencies)
    window = teams.places.last - first + 1
    wanted = rows if rows is not None else rows_wanted(agencies, months)
    rows_each = ROWS_PER_FIRST_CONTACT + MORE_PER_MONTH * min(months, MOST_MONTHS)
    met = max(1, round(wanted / rows_each * (window + BURN_IN_DAYS) / window))

    people = settle(stream(seed, "people"), teams, met, start, teams.places.last)
    lives = live(stream(seed, "contacts"), people, teams)
    episodes = _in_files(seed, take(lives.episodes, lives.episodes["assess"] >= first), teams)
    referred = referrals(stream(seed, "referrals"), episodes, teams)
    reviewed = reviews(stream(seed, "reviews"), episodes, teams.places.last)
    table = rows_of(referred, reviewed, length(episodes))
    in_treatment = treatments(stream(seed, "treatment"), people, episodes, referred, teams)
    rest = max(1, length(table) - length(in_treatment))
    others, other_treatments = strangers(seed, teams, rest, start)
    prisoners, other_stays = stranger_stays(seed, teams, max(1, length(lives.stays)), start)
    return World(
        first,
        teams,
        join([people, others, prisoners]),
        episodes,
        referred,
        reviewed,
        table,
        _by_sender(join([in_treatment, _moved(other_treatments, met)]), "provider", "referred"),
        _by_sender(join([lives.stays, _moved(other_stays, met + rest)]), "prison", "admitted"),
    )


def _moved(rows: Columns, by: int) -> Columns:
    """Rows whose people stand further down in the joined table of people."""
    return {**rows, "person": rows["person"] + by}


def _by_sender(rows: Columns, sender: str, day: str) -> Columns:
    """In the order of the files: by sender, then day."""
    return take(rows, np.lexsort((rows["person"], rows[day], rows[sender])))


def _in_files(seed: int, episodes: Columns, teams: Teams) -> Columns:
    """The episodes of the window with the copies that linkage has to deal with, in the order of the files.

    New columns: registration (0, or 1 for a client registered twice) and client (a number for each client of
    each agency).
    """
    rng = stream(seed, "copies")
    size = length(episodes)
    episodes = {**episodes, "registration": np.zeros(size, dtype=np.int64)}
    twice = take(episodes, chance(rng, DUPLICATE_SHARE, size))
    twice = {**twice, "registration": np.ones_like(twice["person"])}
    partner = _partners(teams)[episodes["agency"]]
    both = (partner != NONE) & (episodes["event"] != BLANK) & chance(rng, SAME_DAY_SHARE, size)
    elsewhere = _same_day(take(episodes, both), partner[both])
    whole = join([episodes, twice, elsewhere])
    order = np.lexsort((whole["registration"], whole["person"], whole["assess"], whole["agency"]))
    whole = take(whole, order)
    person = whole["agency"] * groups_in(whole["person"]) + whole["person"]
    key = person * 2 + whole["registration"]
    return {**whole, "client": np.unique(key, return_inverse=True)[1].astype(np.int64)}


def _partners(teams: Teams) -> Ints:
    """For each agency another one of its area, NONE where it is alone."""
    first: dict[int, int] = {}
    partner = np.full(len(teams), NONE, dtype=np.int64)
    for agency, dat in enumerate(teams.agency_dat.tolist()):
        if dat in first:
            partner[agency] = first[dat]
            partner[first[dat]] = agency
        first.setdefault(dat, agency)
    return partner


def _same_day(episodes: Columns, agency: Ints) -> Columns:
    """The same people assessed at the other agency that day, which finds them case managed already (103)."""
    size = length(episodes)
    return {
        **episodes,
        "agency": agency,
        "case": np.full(size, BLANK, dtype=np.int64),
        "close": episodes["assess"],
        "reason": np.full(size, 103, dtype=np.int64),
        "to": np.full(size, NONE, dtype=np.int64),
    }
