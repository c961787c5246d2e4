"""The CJIT episodes: first contacts, how each ends, and the next contact that follows from it.

A person is on one thread of contacts: the next begins on or after the day the last one ended, so that only a
fault makes two episodes of a client overlap.
"""

from dataclasses import dataclass

import numpy as np

from cjit.sample import mixes
from cjit.sample.draws import BLANK, NONE, Columns, Ints, below, by_group, chance, join, length, take
from cjit.sample.onward import next_contacts
from cjit.sample.people import as_assessed, event_before, kind_of
from cjit.sample.teams import Teams

MOST_CONTACTS = 40
"""No thread of contacts is longer."""


@dataclass(frozen=True)
class Lives:
    """What happened.

    episodes: person, agency, home, assess, prompt, from (place), event, case, close, reason (0 = open),
    to (place), and the personal items. stays: person, prison, admitted, exit, reason (position), dat,
    referred.
    """

    episodes: Columns
    stays: Columns


def live(rng: np.random.Generator, people: Columns, teams: Teams) -> Lives:
    """All contacts of the people up to the last day, and their prison stays."""
    last = teams.places.last
    contacts, released_from = _first_contacts(rng, people, teams)
    episodes, stays = [], [released_from]
    for _ in range(MOST_CONTACTS):
        contacts = take(contacts, contacts["assess"] <= last)
        if not length(contacts):
            break
        ended, destination = _outcomes(rng, contacts, people, teams)
        episodes.append(ended)
        contacts, new_stays = next_contacts(rng, ended, destination, people, teams)
        stays.append(new_stays)
    return Lives(join(episodes), join(stays))


def _first_contacts(rng: np.random.Generator, people: Columns, teams: Teams) -> tuple[Columns, Columns]:
    """The contact that everybody begins with; for some a release from prison is what brings them."""
    size = length(people)
    places = teams.places
    assess = people["start"]
    prompt = mixes.PROMPT.draw_values(rng, size)
    released = chance(rng, mixes.FIRST_FROM_PRISON, size)
    prompt = np.where(released, mixes.RELEASED, prompt)
    prison = teams.prison_for(rng, people["sex"], places.region(people["home"]))
    left = assess - mixes.PICK_UP.draw(rng, size)
    contacts = {
        "person": np.arange(size, dtype=np.int64),
        "agency": people["agency"],
        "home": people["home"],
        "assess": assess,
        "prompt": prompt,
        "from": np.where(released, teams.prison_place(prison), NONE),
        "event": np.where(released, left, event_before(rng, assess, prompt)),
    }
    stays = {
        "person": contacts["person"],
        "prison": prison,
        "admitted": left - mixes.PRISON_STAY.draw(rng, size),
        "exit": left,
        "reason": np.full(size, mixes.EXIT_RELEASED, dtype=np.int64),
        "dat": places.dat_on(people["home"], left),
        "referred": chance(rng, mixes.REFERRED_ON_RELEASE, size).astype(np.int64),
    }
    return contacts, take(stays, released)


def _outcomes(
    rng: np.random.Generator, contacts: Columns, people: Columns, teams: Teams
) -> tuple[Columns, Ints]:
    """Episodes with caseload, closure and place, and the home that a transfer to another area leads to."""
    size, last = length(contacts), teams.places.last
    items = as_assessed(rng, people, contacts)
    assess = contacts["assess"]
    engaged = chance(rng, mixes.ENGAGES, size)
    case = np.minimum(assess + mixes.TO_CASELOAD.draw(rng, size), last)
    reason_from = by_group(rng, mixes.REASON_FROM, kind_of(items["drugs"]))
    reason_prior = mixes.REASON_PRIOR.draw_values(rng, size)
    linger = np.where(reason_prior == 105, below(rng, 8, size), 0)
    close = np.where(engaged, case + mixes.ON_CASELOAD.draw(rng, size), np.minimum(assess + linger, last))
    reason = np.where(engaged, reason_from, reason_prior)
    destination = _destination(rng, contacts["home"], teams)
    dat = teams.places.dat_on(contacts["home"], close)
    away = teams.places.dat_on(destination, close)
    # who would be transferred to where they live already drops out instead
    stuck = np.isin(reason, mixes.TO_ANOTHER_CJIT) & (dat == away)
    reason = np.where(stuck, np.where(engaged, 208, 102), reason)
    close = np.where(stuck & ~engaged, assess, close)
    is_open = close > last
    reason = np.where(is_open, 0, reason)
    prison = teams.prison_for(rng, people["sex"][contacts["person"]], teams.places.region(contacts["home"]))
    episodes = {
        **contacts,
        **items,
        "case": np.where(engaged, case, BLANK),
        "close": np.where(is_open, BLANK, close),
        "reason": reason,
        "to": np.select(
            [np.isin(reason, (104, 205)), np.isin(reason, mixes.TO_ANOTHER_CJIT), reason == 204],
            [teams.prison_place(prison), away, dat],
            NONE,
        ),
        "prison": prison,
    }
    return episodes, destination


def _destination(rng: np.random.Generator, home: Ints, teams: Teams) -> Ints:
    """Where somebody who leaves the area goes: to an area with a team, around the corner, or anywhere."""
    places, size = teams.places, len(home)
    served = places.homes_in_dat(rng, teams.agency_dat[teams.draw(rng, size)])
    region = np.where(home == NONE, places.region(served), places.region(home))
    near = places.homes_in_region(rng, region)
    lot = rng.random(size)
    return np.where(lot < 0.5, served, np.where(lot < 0.9, near, places.homes_anywhere(rng, size)))
