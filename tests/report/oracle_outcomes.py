"""The oracle of what came of referrals, exits, transfers and releases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from report.oracle_cells import Cell, count, described, rate
from report.things import Episode, Found, Referral, Stay
from report.world import EXIT_GROUPS, World

TRANSFERS = ("105", "206")
_LEADS_NOWHERE = ("205", "210", "211")


@dataclass(frozen=True)
class Span:
    """A period kind, its first and last day, and the day on which the report is made."""

    kind: str
    start: date
    end: date
    made: date

    def holds(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end

    def old_enough(self, day: date, days: int) -> bool:
        return (self.made - day).days >= days


def outcomes(everybody: list[Episode], episodes: list[Episode], span: Span) -> dict[str, Cell]:
    """Measures of an area's clients; `everybody` is whom all areas count."""
    first_referrals = _first_referrals(episodes, span)
    cells = {
        "referred": count(len(first_referrals)),
        "already_in_treatment": count(sum(r.found.already for r in first_referrals)),
    }
    anchors = [(r.on, r.found) for r in first_referrals if r.on]
    cells |= dict(_started("referred", anchors, span))

    def first_exits(counts: Callable[[Episode], bool]) -> list[tuple[date, Episode]]:
        found = described(
            episodes,
            lambda e: span.holds(e.closed) and e.reason in EXIT_GROUPS and counts(e),
            key=lambda e: (e.closed, e.agency, e.id),
        )
        return [(e.closed, e) for e in found if e.closed]

    leading_on = first_exits(lambda e: e.reason not in _LEADS_NOWHERE)
    cells |= dict(_started("exits", [(day, e.after_exit) for day, e in leading_on], span))
    if span.kind == "rolling12":
        completed = first_exits(lambda e: EXIT_GROUPS.get(e.reason or "") == "completed")
        old = [(day, e) for day, e in completed if span.old_enough(day, 182)]

        def came_back(person: str, day: date) -> bool:
            return any(o.person == person and 1 <= (o.assessed - day).days <= 182 for o in everybody)

        cells["represented_182"] = rate(sum(came_back(e.person, day) for day, e in old), len(old))
    return cells


def _first_referrals(episodes: list[Episode], span: Span) -> list[Referral]:
    of_person: dict[str, list[tuple[date, str, str, str, Referral]]] = {}
    for e in episodes:
        for r in e.referrals:
            if r.on and span.holds(r.on):
                of_person.setdefault(e.person, []).append((r.on, e.agency, e.id, r.id, r))
    return [min(theirs, key=lambda one: one[:4])[4] for theirs in of_person.values()]


def _started(name: str, anchors: list[tuple[date, Found]], span: Span) -> Iterator[tuple[str, Cell]]:
    for days in (21, 42, 84):
        told = [f for day, f in anchors if not f.already and span.old_enough(day, days)]
        yield (
            f"{name}_started_{days}",
            rate(sum(f.days is not None and f.days <= days for f in told), len(told)),
        )


def handovers(
    world: World, episodes: list[Episode], stays: list[Stay], area: tuple[str, str], span: Span
) -> dict[str, Cell]:
    """Transfers of an area's episodes, and releases to it (`stays`); no provider has any."""

    def told(day: date | None) -> bool:
        return day is not None and span.holds(day) and span.old_enough(day, 21)

    closures = [e for e in episodes if e.reason in TRANSFERS and told(e.closed)]
    cells = {"transfers_picked_up": rate(sum(e.picked_up for e in closures), len(closures))}
    if area[0] != "provider":
        adults = {
            (e.agency, e.id) for e in world.episodes if not e.superseded and (e.age is None or e.age >= 18)
        }
        releases = [s for s in stays if s.reason == "R" and told(s.exit_on)]
        cells["prison_pickup_21"] = rate(sum(s.to in adults for s in releases), len(releases))
    return cells
