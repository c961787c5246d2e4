"""What faults need to know of each episode: its neighbours, its children and where it happened."""

import numpy as np

from cjit.sample.draws import BLANK, NONE, Columns, Ints, take
from cjit.sample.people import kind_of
from cjit.sample.world import World


def facts_of(world: World) -> Columns:
    """The episode columns and more, one row an episode.

    last: the last day. alone: the client has no other episode at the agency (1). of_two: the first (1) or
    second (2) of exactly two, else 0. next: day of the client's next assessment at the agency. rows,
    referrals, reviews: counts. active: day of the last referral or review. kind: of the drugs. dob, sex, age
    (days): of the person. abroad: out of England. settled: DAT and LA of that day are still in force on the
    last day. elsewhere: the person is a client of another agency too. Days are BLANK and positions NONE where
    there is none.
    """
    episodes = world.episodes
    size = len(episodes["client"])
    places = world.teams.places
    person = take(world.people, episodes["person"])
    dat = places.dat_on(episodes["home"], episodes["assess"])
    la = places.la_on(episodes["home"], episodes["assess"])
    clients = np.bincount(np.unique(np.stack([episodes["person"], episodes["agency"]]), axis=1)[0])
    return {
        **episodes,
        **_neighbours(episodes),
        "last": np.full(size, places.last, dtype=np.int64),
        "rows": np.bincount(world.rows["episode"], minlength=size),
        "referrals": np.bincount(world.referrals["episode"], minlength=size),
        "reviews": np.bincount(world.reviews["episode"], minlength=size),
        "active": np.maximum(_latest(world.referrals, size), _latest(world.reviews, size)),
        "kind": kind_of(episodes["drugs"]),
        "dob": person["dob"],
        "sex": person["sex"],
        "age": episodes["assess"] - person["dob"],
        "dat": dat,
        "la": la,
        "abroad": (episodes["home"] == NONE).astype(np.int64),
        "settled": (
            (dat == places.final_dat(episodes["home"])) & ((la == NONE) | (places.la_last[la] > places.last))
        ).astype(np.int64),
        "elsewhere": (clients[episodes["person"]] > 1).astype(np.int64),
    }


def _neighbours(episodes: Columns) -> Columns:
    """alone, of_two and next, from the client's episodes in order of assessment."""
    size = len(episodes["client"])
    order = np.lexsort((episodes["assess"], episodes["client"]))
    count = np.bincount(episodes["client"])[episodes["client"]]
    following = np.full(size, BLANK, dtype=np.int64)
    same = episodes["client"][order[1:]] == episodes["client"][order[:-1]]
    following[order[:-1][same]] = episodes["assess"][order[1:][same]]
    first = (following != BLANK).astype(np.int64)
    return {
        "alone": (count == 1).astype(np.int64),
        "of_two": np.where(count == 2, 2 - first, 0),
        "next": following,
    }


def _latest(children: Columns, episodes: int) -> Ints:
    """Day of the last child of each episode; children are sorted by episode and day."""
    latest = np.full(episodes, BLANK, dtype=np.int64)
    latest[children["episode"]] = children["day"]
    return latest
