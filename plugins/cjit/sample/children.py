"""Referrals to structured treatment and half-yearly reviews of the episodes on the caseload."""

import numpy as np

from cjit.sample import mixes
from cjit.sample.draws import BLANK, NONE, Columns, Ints, chance, join, take
from cjit.sample.teams import Teams

MOST_REVIEWS = 60
"""No episode has more half-yearly reviews (25 years)."""


def end_of(episodes: Columns, last: int) -> Ints:
    """The closure day, or the last day while open."""
    return np.where(episodes["close"] == BLANK, last, episodes["close"])


def referrals(rng: np.random.Generator, episodes: Columns, teams: Teams) -> Columns:
    """Referrals of all episodes, sorted by episode and day.

    Columns: episode, day, provider, start (day of the treatment start it led to, BLANK if never).
    """
    end = end_of(episodes, teams.places.last)
    provider = teams.provider_for(episodes["home"], episodes["agency"])
    size = len(end)
    wanted = np.where(episodes["case"] == BLANK, 0, mixes.REFERRALS.draw_values(rng, size))
    day = episodes["case"] + mixes.FIRST_REFERRAL.draw(rng, size)
    tables = []
    for number in range(int(max(mixes.REFERRALS.values))):
        made = np.flatnonzero((wanted > number) & (day <= end))
        tables.append({"episode": made, "day": day[made], "provider": provider[made]})
        day = day + mixes.NEXT_REFERRAL.draw(rng, size)
    made_all = _sorted(join(tables))
    return {**made_all, "start": _starts(rng, made_all["day"])}


def _starts(rng: np.random.Generator, day: Ints) -> Ints:
    """The treatment start that each referral leads to, BLANK where it leads to none."""
    outcome = mixes.REFERRAL_OUTCOME.draw_values(rng, len(day))
    start = np.full(len(day), BLANK, dtype=np.int64)
    for within, span in mixes.OUTCOME_SPANS.items():
        rows = np.flatnonzero(outcome == within)
        start[rows] = day[rows] + span.draw(rng, len(rows))
    return start


def reviews(rng: np.random.Generator, episodes: Columns, last: int) -> Columns:
    """Reviews of all episodes, sorted by episode and day.

    Columns: episode, day, support (bits, one for each recovery support item).
    """
    end = end_of(episodes, last)
    case = episodes["case"]
    size = len(end)
    on_caseload = case != BLANK
    first = case + mixes.FIRST_REVIEW.draw(rng, size)
    days = [np.where(on_caseload & chance(rng, mixes.WELCOME_REVIEW, size) & (first <= end), first, BLANK)]
    at_exit = on_caseload & (episodes["reason"] > 0) & chance(rng, mixes.EXIT_REVIEW, size)
    days.append(np.where(at_exit & (days[0] != end), end, BLANK))
    day = case + mixes.REVIEW_EVERY.draw(rng, size)
    for _ in range(MOST_REVIEWS):
        held = on_caseload & (day <= end) & ~(at_exit & (day == end))
        if not held.any():
            break
        days.append(np.where(held, day, BLANK))
        day = day + mixes.REVIEW_EVERY.draw(rng, size)
    tables = []
    for column in days:
        rows = np.flatnonzero(column != BLANK)
        tables.append({"episode": rows, "day": column[rows], "support": _support(rng, len(rows))})
    return _sorted(join(tables))


SUPPORT_ITEMS = 14


def _support(rng: np.random.Generator, size: int) -> Ints:
    bits = np.zeros(size, dtype=np.int64)
    for item in range(SUPPORT_ITEMS):
        bits |= chance(rng, mixes.SUPPORT_SHARE, size).astype(np.int64) << item
    return bits


def _sorted(children: Columns) -> Columns:
    return take(children, np.lexsort((children["day"], children["episode"])))


def rows_of(referred: Columns, reviewed: Columns, episodes: int) -> Columns:
    """The rows of each episode: as many as it has referrals or reviews, at least one.

    Columns: episode, referral and review (positions in their tables, NONE where the row has none).
    """
    counts = [np.bincount(child["episode"], minlength=episodes) for child in (referred, reviewed)]
    rows = np.maximum(np.maximum(counts[0], counts[1]), 1)
    episode = np.repeat(np.arange(episodes), rows)
    order = np.arange(len(episode)) - np.repeat(np.cumsum(rows) - rows, rows)
    table = {"episode": episode, "order": order}
    for name, count in zip(("referral", "review"), counts, strict=True):
        first = np.cumsum(count) - count
        table[name] = np.where(order < count[episode], first[episode] + order, NONE)
    return table
