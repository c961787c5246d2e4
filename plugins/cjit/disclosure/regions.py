"""Suppression region by region, several at the same time.

A region with all that lies in it, and England, is a part in which all other counts stand at their true
values. Each is searched by itself, knowing nothing of what the others hide meanwhile, and the outcomes are
taken in order of the regions' names: how many processes there are changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from cjit.disclosure.carry import Carried, by_home
from cjit.disclosure.suppress import Outcome, Suppression
from cjit.disclosure.sweep import Names, sweep
from cjit.disclosure.system import Flags, Geography, System, Whole, World
from cjit.disclosure.working import Working
from cjit.report.at_once import at_once

REACHES = (100, 2500)
"""Of how many unknowns at once the costs of hiding are weighed here; what has no room waits for all."""
_WORK, _LEAST_WORK = 300, 300_000
"""The unknowns of all programs that each round of a search may have: for each new count, and at least."""
_OF_OLD = 0.5
"""Of that, how much may go into what earlier releases have proven and this one breaks."""
WORTH_IT = 200
"""Unsafe counts: for fewer, processes cost more than they save."""


@dataclass(frozen=True)
class Share:
    """A region's part of the system, by the numbers of its unknowns there, and what is known of these."""

    free: Whole
    system: System
    hidden: Flags
    settled: Flags
    targets: Flags
    fresh: Flags
    corners: Names
    broken: Sequence[World]
    seen: Mapping[int, set[int]]


@dataclass(frozen=True)
class New:
    """What a release adds: counts that no earlier one holds, and the kept worlds that these break."""

    fresh: Flags
    broken: Sequence[World]


def by_region(
    suppression: Suppression, targets: Flags, how: Working, new: New, places: Geography
) -> list[Outcome]:
    """Search for the unsafe counts among some, each in its region, and England's in the largest one.

    how: whose `tell` is told how many regions have been searched, and of how many.
    """
    system = suppression.system
    unsafe = suppression.unsafe(targets)
    homes, corners = np.array(_homes(system, places)), _corners(system, places)
    offered = by_home(new.broken, homes.tolist())
    shares = []
    regions, sizes = np.unique(homes[homes != "england"], return_counts=True)
    largest = regions[np.argmax(sizes)] if regions.size else None
    for region in regions.tolist():
        free = np.flatnonzero((homes == region) | (homes == "england"))
        wanted = np.isin(free, unsafe) & ((homes[free] == region) | (region == largest))
        known = suppression.hidden[free], suppression.settled[free]
        if wanted.any():
            worlds = [*offered.get(region, ()), *(offered.get("england", ()) if region == largest else ())]
            mine = [
                World(np.searchsorted(free, world.numbers), world.steps)
                for world in worlds
                if np.isin(world.numbers, free).all()
            ]
            part = system.part(free), *known, wanted, new.fresh[free], corners[free]
            shares.append(Share(free, *part, mine, suppression.seen(free[wanted], free)))
    if not shares:
        return []
    searched = count()

    def told(_: Share | None = None) -> None:
        how.tell("regions searched", next(searched), len(shares))

    told()
    if how.processes == 1 or len(shares) < 2 or unsafe.size < WORTH_IT:
        outcomes = []
        for share in shares:
            outcomes.append(search(share))
            told()
        return outcomes
    return at_once(search, shares, how.processes, [__name__], told)


def search(share: Share) -> Outcome:
    """What a search in a region's part finds, in the numbers of the whole system."""
    others = share.hidden & ~share.targets
    suppression = Suppression(share.system, share.hidden, share.settled, others)
    suppression.take_seen(share.seen)
    before = suppression.hidden.copy()
    sweep(suppression, share.targets, share.corners)
    work = max(_WORK * int(share.fresh.sum()), _LEAST_WORK)
    # Of new counts nothing is known yet: these are searched for first. What hides least comes before what is
    # sure to end.
    suppression.run(share.targets & share.fresh, REACHES, work)
    suppression.run(share.targets & ~share.fresh, REACHES, work * _OF_OLD)
    Carried(suppression, share.broken, share.fresh).hide_for(share.targets)
    targets = share.targets | (suppression.hidden & ~before)
    found = suppression.run(targets, REACHES, work)
    worlds = [World(share.free[world.numbers], world.steps) for world in found.worlds]
    hidden = np.flatnonzero(suppression.hidden & ~before)
    return Outcome(share.free[hidden], worlds, share.free[found.stuck])


def _homes(system: System, places: Geography) -> Sequence[str]:
    """The region that each unknown is looked at with, `england` where it is looked at with all."""
    regions: dict[str, str] = {}
    for partnership in sorted(places.force):
        force, region = places.force[partnership], places.region.get(partnership)
        if force and region:
            regions.setdefault(force, region)
    homes = []
    for cell in system.cells:
        lookup = {"region": {cell.area: cell.area}, "force": regions, "partnership": places.region}
        homes.append(lookup.get(cell.level, {}).get(cell.area) or "england")
    return homes


def _corners(system: System, places: Geography) -> Names:
    """The force of each unknown's area, or its own code where it has none; empty where it is wider."""
    names = []
    for cell in system.cells:
        own = {"force": cell.area, "partnership": places.force.get(cell.area) or cell.area}
        names.append(own.get(cell.level, ""))
    return np.array(names, dtype=np.str_)
