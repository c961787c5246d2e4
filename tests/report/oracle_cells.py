"""What the parts of the oracle share: a cell, and one thing for each client."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from report.things import Episode

Cell = tuple[Decimal | None, int, int | None]
"""value, numerator, denominator"""


def by_assessment(episode: Episode) -> tuple[date, str, str]:
    """The order in which episodes describe their client."""
    return episode.assessed, episode.agency, episode.id


def described(
    episodes: Iterable[Episode],
    in_cohort: Callable[[Episode], bool],
    key: Callable[[Episode], object] = by_assessment,
    pick: Callable[..., Episode] = min,
) -> list[Episode]:
    """One episode for each client of an area's cohort: the one that describes them."""
    of_person: dict[str, list[Episode]] = {}
    for episode in filter(in_cohort, episodes):
        of_person.setdefault(episode.person, []).append(episode)
    return [pick(theirs, key=key) for theirs in of_person.values()]


def count(clients: int) -> Cell:
    return Decimal(clients), clients, None


def rate(numerator: int, denominator: int, rounding: str = ROUND_HALF_UP) -> Cell:
    if denominator == 0:
        return None, numerator, 0
    exact = Decimal(100 * numerator) / denominator
    return exact.quantize(Decimal("0.1"), rounding), numerator, denominator
