"""What follows an episode: a transfer arrives, a prison stay ends in a pick-up, or the person comes back."""

import numpy as np

from cjit.sample import mixes
from cjit.sample.draws import BLANK, NONE, Columns, Ints, Mask, chance, join, on_weekday, take
from cjit.sample.people import event_before
from cjit.sample.teams import Teams


def next_contacts(
    rng: np.random.Generator, ended: Columns, destination: Ints, people: Columns, teams: Teams
) -> tuple[Columns, Columns]:
    """The next contact of each person who has one, and the prison stays in between.

    ended: the episodes just made; destination: the home that each would move to. Contacts may lie after the
    last day; the caller drops them.
    """
    closed = ended["close"] != BLANK
    ended, destination = take(ended, closed), destination[closed]
    away = np.isin(ended["reason"], mixes.TO_ANOTHER_CJIT)
    custody = np.isin(ended["reason"], mixes.CUSTODY)
    arrived = away & chance(rng, mixes.ARRIVES + (1 - mixes.ARRIVES) / 3, len(away))
    arrivals = _arrivals(rng, take(ended, arrived), destination[arrived], teams)
    stays, released = _stays(rng, take(ended, custody), destination[custody], people, teams)
    picked = (released["exit"] != BLANK) & chance(rng, mixes.PICKED_UP, len(released["exit"]))
    pick_ups = _pick_ups(rng, take(released, picked), teams)
    plain = ~arrived & ~custody
    free = {
        **take(ended, plain),
        "since": ended["close"][plain],
    }
    waiting = take(released, (released["exit"] != BLANK) & ~picked)
    waiting = {**{name: waiting[name] for name in free if name != "since"}, "since": waiting["exit"]}
    returns = _returns(rng, join([free, waiting]), teams)
    return join([arrivals, pick_ups, returns]), stays


def _contact(rows: Columns, some: Mask) -> Columns:
    names = ("person", "agency", "home", "assess", "prompt", "from", "event")
    return take({name: rows[name] for name in names}, some)


def _arrivals(rng: np.random.Generator, ended: Columns, destination: Ints, teams: Teams) -> Columns:
    """At a team of the area that the closure named, mostly within 21 days; the person lives there now."""
    size, places = len(destination), teams.places
    agency = teams.serving(rng, places.final_dat(destination))
    punctual = chance(rng, mixes.ARRIVES / (mixes.ARRIVES + (1 - mixes.ARRIVES) / 3), size)
    gap = np.where(punctual, mixes.ARRIVAL.draw(rng, size), mixes.LATE_ARRIVAL.draw(rng, size))
    arrivals = {
        **ended,
        "agency": agency,
        "home": destination,
        "assess": ended["close"] + gap,
        "prompt": mixes.PROMPT_TRANSFER.draw_values(rng, size),
        "from": places.dat_on(ended["home"], ended["close"]),
        "event": ended["close"],
    }
    return _contact(arrivals, (agency != NONE) & (agency != ended["agency"]))


def _stays(
    rng: np.random.Generator, ended: Columns, destination: Ints, people: Columns, teams: Teams
) -> tuple[Columns, Columns]:
    """Stays of those taken into custody, and the episodes again with release day, last prison and new home.

    A transfer between prisons makes a second stay. exit is BLANK for who is not released by the last day.
    """
    size, places, last = len(destination), teams.places, teams.places.last
    moves = chance(rng, mixes.MOVES_ON_RELEASE, size)
    home = np.where(moves, destination, ended["home"])
    admitted = np.maximum(ended["assess"], ended["close"] - (rng.random(size) * 3).astype(np.int64))
    first_exit = admitted + mixes.PRISON_STAY.draw(rng, size)
    reason = mixes.EXIT_REASON.draw(rng, size)
    other = teams.prison_for(rng, people["sex"][ended["person"]], places.region(home))
    second = (reason == mixes.EXIT_TRANSFERRED) & (other != ended["prison"]) & (first_exit <= last)
    last_exit = first_exit + mixes.PRISON_STAY.draw(rng, size)
    stay = {
        "person": ended["person"],
        "prison": ended["prison"],
        "admitted": admitted,
        "exit": first_exit,
        "reason": reason,
        "dat": places.dat_on(home, first_exit),
        "referred": chance(rng, mixes.REFERRED_ON_RELEASE, size).astype(np.int64),
    }
    moved_on = {
        **stay,
        "prison": other,
        "admitted": first_exit,
        "exit": last_exit,
        "reason": np.full(size, mixes.EXIT_RELEASED, dtype=np.int64),
        "dat": places.dat_on(home, last_exit),
    }
    out = np.where(second, last_exit, np.where(reason == mixes.EXIT_RELEASED, first_exit, BLANK))
    released = {
        **ended,
        "exit": np.where(out > last, BLANK, out),
        "home": home,
        "prison": np.where(second, other, ended["prison"]),
        "moved": moves.astype(np.int64),
    }
    return _known_by(join([stay, take(moved_on, second)]), last), released


def _known_by(stays: Columns, last: int) -> Columns:
    """An exit after the last day is not known yet."""
    inside = stays["exit"] > last
    return {**stays, "exit": np.where(inside, BLANK, stays["exit"])}


def _pick_ups(rng: np.random.Generator, released: Columns, teams: Teams) -> Columns:
    """Assessed within 21 days of the release by a team of the area, else by the team of the last time."""
    size = len(released["exit"])
    near = teams.serving(rng, teams.places.final_dat(released["home"]))
    agency = np.where((near == NONE) & (released["moved"] == 0), released["agency"], near)
    contacts = {
        **released,
        "agency": agency,
        "assess": released["exit"] + mixes.PICK_UP.draw(rng, size),
        "prompt": np.full(size, mixes.RELEASED, dtype=np.int64),
        "from": teams.prison_place(released["prison"]),
        "event": released["exit"],
    }
    return _contact(contacts, agency != NONE)


def _returns(rng: np.random.Generator, free: Columns, teams: Teams) -> Columns:
    """A new contact some time later; within 21 days it joins the same journey."""
    size = len(free["since"])
    shares = np.zeros(300)
    for reason, share in mixes.RETURN_SHARE:
        shares[reason] = share
    comes = rng.random(size) < shares[free["reason"]]
    near = teams.serving(rng, teams.places.final_dat(free["home"]))
    same = chance(rng, mixes.STAYS_WITH_TEAM, size) | (near == NONE)
    assess = on_weekday(rng, free["since"] + mixes.RETURN.draw(rng, size))
    prompt = mixes.PROMPT.draw_values(rng, size)
    contacts = {
        **free,
        "agency": np.where(same, free["agency"], near),
        "assess": assess,
        "prompt": prompt,
        "from": np.full(size, NONE, dtype=np.int64),
        "event": event_before(rng, assess, prompt),
    }
    return _contact(contacts, comes)
