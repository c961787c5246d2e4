"""Structured treatment and prison stays: the two datasets to match against, as tables of whole numbers.

About one treatment row for each CJIT row: those that referrals and exits lead to, those of people who were in
treatment before, and the rest of people whom no CJIT ever met. As many stays of strangers as of CJIT people.
"""

import numpy as np

from cjit.sample import mixes
from cjit.sample.draws import BLANK, Columns, Ints, below, chance, join, length, stream, take
from cjit.sample.people import settle
from cjit.sample.teams import Teams


def treatments(
    rng: np.random.Generator, people: Columns, episodes: Columns, referred: Columns, teams: Teams
) -> Columns:
    """Treatment of CJIT people.

    Columns: person, home, provider, the days referred, triaged, started and ended, reason (position).
    """
    parts = [
        _from_referrals(rng, episodes, referred),
        _from_exits(rng, episodes, teams),
        _before_contact(rng, people, teams),
    ]
    rows = _ended(rng, join(parts), teams.places.last)
    alive = np.where(rows["reason"] == mixes.DIED_IN_TREATMENT, mixes.DROPPED_OUT, rows["reason"])
    return {**rows, "reason": alive}  # a CJIT may meet them again, so none of these died


def strangers(seed: int, teams: Teams, rows: int, first: int) -> tuple[Columns, Columns]:
    """People whom no CJIT met, and one treatment row of each."""
    rng = stream(seed, "strangers in treatment")
    last = teams.places.last
    people = settle(rng, teams, rows, first, last)
    everybody = np.arange(rows, dtype=np.int64)
    started = people["start"] + below(rng, 29, rows)
    never = chance(rng, 0.06, rows)
    rows_made = {
        "person": everybody,
        "home": people["home"],
        "provider": teams.provider_for(people["home"], people["agency"]),
        "referred": people["start"],
        "triaged": np.where(
            never & chance(rng, 0.5, rows), BLANK, people["start"] + (started - people["start"]) // 2
        ),
        "started": np.where(never, BLANK, started),
    }
    return people, _ended(rng, rows_made, last)


def stranger_stays(seed: int, teams: Teams, rows: int, first: int) -> tuple[Columns, Columns]:
    """People in prison whom no CJIT met, and one stay of each."""
    rng = stream(seed, "strangers in prison")
    last = teams.places.last
    people = settle(rng, teams, rows, first, last)
    left = people["start"] + mixes.PRISON_STAY.draw(rng, rows)
    return people, {
        "person": np.arange(rows, dtype=np.int64),
        "prison": teams.prison_for(rng, people["sex"], teams.places.region(people["home"])),
        "admitted": people["start"],
        "exit": np.where(left > last, BLANK, left),
        "reason": mixes.EXIT_REASON.draw(rng, rows),
        "dat": teams.places.dat_on(people["home"], left),
        "referred": chance(rng, mixes.REFERRED_ON_RELEASE / 2, rows).astype(np.int64),
    }


def _from_referrals(rng: np.random.Generator, episodes: Columns, referred: Columns) -> Columns:
    """What the providers know of the referrals: those that started, and some that never did."""
    episode = take(episodes, referred["episode"])
    died = (episode["reason"] == mixes.DIED) & (referred["start"] > episode["close"])
    referred = {**referred, "start": np.where(died, BLANK, referred["start"])}
    started = referred["start"] != BLANK
    known = started | chance(rng, mixes.NEVER_STARTED_BUT_KNOWN, len(started))
    some = take(referred, known)
    episode = take(episodes, some["episode"])
    size = length(some)
    wait = np.where(some["start"] == BLANK, 14, some["start"] - some["day"])
    triaged = some["day"] + below(rng, wait + 1, size)
    seen = (some["start"] != BLANK) | chance(rng, 0.25, size)
    return {
        "person": episode["person"],
        "home": episode["home"],
        "provider": some["provider"],
        "referred": some["day"],
        "triaged": np.where(seen, triaged, BLANK),
        "started": some["start"],
    }


def _from_exits(rng: np.random.Generator, episodes: Columns, teams: Teams) -> Columns:
    """Starts after an exit from the caseload that no referral on record led to."""
    leaves = np.isin(episodes["reason"], (201, 202, 203, 204, 206, 207, 208, 209))
    some = take(episodes, leaves & chance(rng, mixes.EXIT_STARTS, len(leaves)))
    size = length(some)
    started = some["close"] + below(rng, 84, size)
    return {
        "person": some["person"],
        "home": some["home"],
        "provider": teams.provider_for(some["home"], some["agency"]),
        "referred": some["close"],
        "triaged": some["close"] + (started - some["close"]) // 2,
        "started": started,
    }


def _before_contact(rng: np.random.Generator, people: Columns, teams: Teams) -> Columns:
    """Treatment that was going on, or just over, when a CJIT first met the person."""
    some = chance(rng, mixes.EARLIER_TREATMENT, length(people))
    person = np.flatnonzero(some)
    rows = take(people, some)
    started = rows["start"] - 1 - below(rng, 300, len(person))
    return {
        "person": person,
        "home": rows["home"],
        "provider": teams.provider_for(rows["home"], rows["agency"]),
        "referred": started - below(rng, 21, len(person)),
        "triaged": started,
        "started": started,
    }


def _ended(rng: np.random.Generator, rows: Columns, last: int) -> Columns:
    """Discharges, and nothing that happens after the last day; who never starts is discharged as declined."""
    size = length(rows)
    begun = rows["started"] != BLANK
    since = np.where(begun, rows["started"], rows["referred"] + 28)
    ended = since + mixes.TREATMENT.draw(rng, size)
    reason = np.where(begun, mixes.DISCHARGE.draw(rng, size), mixes.DECLINED)
    known = {**rows, "ended": ended, "reason": reason}
    for name in ("triaged", "started", "ended"):
        known[name] = _known_by(known[name], last)
    return take(known, rows["referred"] <= last)


def _known_by(day: Ints, last: int) -> Ints:
    return np.where(day > last, BLANK, day)
