"""Plausible counts of a whole country over months, from simulated episodes.

The size of docs/decisions/0024 is `country(1, …, size=30)` with the partnerships of the reference lists."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from cjit.disclosure.system import Cell, Geography

PROMPTS = {
    "1": "Required",
    "4": "Offender management",
    "5": "Offender management",
    "6": "Voluntary",
    "9": "Other",
}
EXITS = {
    "201": "completed",
    "204": "transferred",
    "206": "transferred",
    "208": "incomplete",
    "211": "incomplete",
}
GROUPS = {("prompt", code): group for code, group in PROMPTS.items()} | {
    ("closure_from", code): group for code, group in EXITS.items()
}
PROFILE = {
    "age": 5,
    "sex": 2,
    "ethnicity": 6,
    "substance": 4,
    "injecting": 4,
    "accommodation": 4,
    "duration": 4,
}


@dataclass(frozen=True)
class Country:
    """Who was assessed when and where; a person is described anew at each assessment."""

    places: Geography
    partnership: np.ndarray
    person: np.ndarray
    month: np.ndarray
    prompt: np.ndarray
    outcome: np.ndarray
    reason: np.ndarray
    left: np.ndarray
    profile: np.ndarray


def country(seed: int, places: dict[str, tuple[str, str]], months: range, size: float) -> Country:
    """`places`: partnership → region, force. About `size` assessments per partnership and month."""
    chance = np.random.default_rng(seed)
    names = np.array(sorted(places))
    weights = chance.lognormal(0, 0.8, names.size)
    number = chance.poisson(size * names.size * len(months))
    partnership = chance.choice(names.size, number, p=weights / weights.sum())
    # A person belongs to a partnership; some come again, a few elsewhere.
    person = partnership * 1_000_000 + chance.integers(
        0, np.maximum(1, (number * weights / weights.sum()))[partnership]
    )
    partnership = np.where(chance.random(number) < 0.03, chance.choice(names.size, number), partnership)
    codes = np.array(sorted(PROMPTS))
    exits = np.array(sorted(EXITS))
    return Country(
        Geography({n: places[n][0] for n in names}, {n: places[n][1] for n in names}),
        names[partnership],
        person,
        chance.integers(months.start, months.stop, number),
        chance.choice(codes, number, p=[0.4, 0.25, 0.2, 0.1, 0.05]),
        chance.choice(
            np.array(["onto", "101", "102", "105", "pending"]), number, p=[0.6, 0.15, 0.1, 0.05, 0.1]
        ),
        chance.choice(exits, number, p=[0.4, 0.1, 0.25, 0.2, 0.05]),
        chance.integers(0, 10, number),
        np.stack([np.minimum(chance.geometric(0.45, number), most) for most in PROFILE.values()]),
    )


def release(world: Country, month: int) -> dict[Cell, int]:
    """The counts of the report of a month (as a number of months), for areas without providers."""
    counts: Counter[Cell] = Counter()
    firsts = {month, month - month % 3, month - (month - 3) % 12, month - 11}
    for level, areas in _levels(world).items():
        for first in firsts:
            inside = (world.month >= first) & (world.month <= month)
            for at, who in _clients(world, areas, inside):
                _assessed(counts, world, (first, month, level, areas[at]), at, who)
            gone = world.month + world.left
            inside = (gone >= first) & (gone <= month) & (world.outcome == "onto")
            for at, _ in _clients(world, areas, inside):
                where = (first, month, level, areas[at])
                for measure, part in (
                    ("exits", ""),
                    ("exits_by_reason", world.reason[at]),
                    ("exits_by_group", EXITS[world.reason[at]]),
                ):
                    counts[Cell(*where, measure, str(part), "numerator")] += 1
        on = (world.month <= month) & (world.month + world.left > month) & (world.outcome == "onto")
        for at, _ in _clients(world, areas, on):
            where = (month, month, level, areas[at])
            counts[Cell(*where, "caseload", "", "numerator")] += 1
            for place, by in enumerate(PROFILE):
                counts[Cell(*where, f"caseload_by_{by}", str(world.profile[place, at]), "numerator")] += 1
    return dict(counts)


def _levels(world: Country) -> dict[str, np.ndarray]:
    return {
        "england": np.full(world.partnership.size, "england"),
        "region": np.array([world.places.region[p] for p in world.partnership]),
        "force": np.array([world.places.force[p] for p in world.partnership]),
        "partnership": world.partnership,
    }


def _clients(world: Country, areas: np.ndarray, inside: np.ndarray) -> list[tuple[int, int]]:
    """Each client's earliest episode among some, in each area: its number, and who."""
    first: dict[tuple[str, int], int] = {}
    for at in np.flatnonzero(inside):
        first.setdefault((areas[at], int(world.person[at])), int(at))
    return [(at, who) for (_, who), at in first.items()]


def _assessed(
    counts: Counter[Cell], world: Country, where: tuple[int, int, str, str], at: int, _: int
) -> None:
    outcome = world.outcome[at]
    things = [
        ("assessed", "", "numerator"),
        ("onto_caseload", "", "denominator"),
        ("assessed_by_prompt", world.prompt[at], "numerator"),
        ("assessed_by_prompt_group", PROMPTS[world.prompt[at]], "numerator"),
        {
            "onto": ("onto_caseload", "", "numerator"),
            "pending": ("outcome_pending", "", "numerator"),
        }.get(outcome, ("closed_prior", outcome, "numerator")),
    ]
    for measure, part, side in things:
        counts[Cell(*where, measure, str(part), side)] += 1
