"""Suppression region by region, several at the same time.

A region with all that lies in it, and England, is a part in which all other counts stand at their true
values. Each is searched by itself, knowing nothing of what the others hide meanwhile, and the outcomes are
taken in order of the regions' names: how many processes there are changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cjit.disclosure.suppress import Outcome, Suppression
from cjit.disclosure.system import Flags, Geography, System, Whole, World
from cjit.report.at_once import at_once

REACHES = (100, 1000)
"""Of how many unknowns at once the costs of hiding are weighed here; what has no room waits for all."""
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


def by_region(suppression: Suppression, targets: Flags, places: Geography, processes: int) -> list[Outcome]:
    """Search for the unsafe counts among some, each in its region, and England's in the largest one."""
    system = suppression.system
    unsafe = suppression.unsafe(targets)
    homes = np.array(_homes(system, places))
    shares = []
    regions, sizes = np.unique(homes[homes != "england"], return_counts=True)
    largest = regions[np.argmax(sizes)] if regions.size else None
    for region in regions.tolist():
        free = np.flatnonzero((homes == region) | (homes == "england"))
        wanted = np.isin(free, unsafe) & ((homes[free] == region) | (region == largest))
        known = suppression.hidden[free], suppression.settled[free]
        if wanted.any():
            shares.append(Share(free, system.part(free), *known, wanted))
    if processes == 1 or len(shares) < 2 or unsafe.size < WORTH_IT:
        return [search(share) for share in shares]
    return at_once(search, shares, processes, [__name__], lambda _: None)


def search(share: Share) -> Outcome:
    """What a search in a region's part finds, in the numbers of the whole system."""
    suppression = Suppression(share.system, share.hidden, share.settled)
    suppression.sweep(share.targets)
    found = suppression.run(share.targets, REACHES)
    worlds = [World(share.free[world.numbers], world.steps) for world in found.worlds]
    return Outcome(share.free[found.hidden], worlds, share.free[found.stuck])


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
