"""From the counts of a month to which of them are hidden, suppressed and attacked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cjit.disclosure.attack import Attack, Verdict
from cjit.disclosure.differences import Differences
from cjit.disclosure.figures import Earlier
from cjit.disclosure.shown import HIDDEN, SMALL, is_small, rounded
from cjit.disclosure.suppress import Suppression, joined_parts
from cjit.disclosure.system import Cell, Flags, Geography, System, Whole, build


@dataclass(frozen=True)
class Protected:
    """The hidden counts of a release, how many there are above 0 and of 1 to 4, and what the check found.

    differences: hidden counts that one difference of spans narrows and that nothing could be hidden for.
    """

    hidden: frozenset[Cell]
    counts: int
    small: int
    verdict: Verdict
    differences: int


def protect(
    counts: Mapping[Cell, int],
    earlier: Sequence[Earlier],
    places: Geography,
    groups: Mapping[tuple[str, str], str],
) -> Protected:
    """Choose what a release hides, then try to work it out; `earlier` is the newest first.

    Raises Permanent where a count cannot be protected. What the check says is for the caller to heed.
    """
    system, numbers = build([counts, *(release.counts for release in earlier)], places, groups)
    hidden, settled = _before(system, numbers[1:], earlier)
    suppression = Suppression(system, hidden, settled)
    own = np.array(list(numbers[0].values()), dtype=np.int64)
    looked_at = _blocks(system, own, places)
    differences = Differences(system, [counts, *(release.counts for release in earlier)])
    may_hide = _flags(system, [own]) & ~settled
    covered = suppression.run(looked_at)
    while (more := differences.to_hide(covered, may_hide)).size:
        suppression.hide(more)
        covered = suppression.run(looked_at)
    # The check is of what is written, by whatever way it came to be hidden.
    signs = [
        HIDDEN if is_hidden else str(count)
        for is_hidden, count in zip(covered, rounded(system.truth), strict=True)
    ]
    targets = np.flatnonzero(covered & _flags(system, looked_at))
    verdict = Attack(system, signs).run(suppression.worlds, targets)
    return Protected(
        hidden=frozenset(cell for cell, number in numbers[0].items() if covered[number]),
        counts=own.size,
        small=int(is_small(system.truth[own]).sum()),
        verdict=verdict,
        differences=len(differences.narrowed(covered)),
    )


def hidden_by_rows(counts: Mapping[Cell, int]) -> int:
    """How many counts above 0 would be hidden by taking out every row of categories that has a small one."""
    rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for cell, count in counts.items():
        if count:
            rows[cell._replace(breakdown="")].append(count)
    return sum(len(row) for row in rows.values() if any(count <= SMALL for count in row))


def _before(
    system: System, numbers: Sequence[Mapping[Cell, int]], earlier: Sequence[Earlier]
) -> tuple[Flags, Flags]:
    """Which unknowns earlier releases have hidden, and which they have shown."""
    hidden, settled = np.zeros(len(system.cells), dtype=bool), np.zeros(len(system.cells), dtype=bool)
    for release, number in zip(earlier, numbers, strict=True):
        for cell, sign in release.shown.items():
            if cell in number:
                (hidden if sign == HIDDEN else settled)[number[cell]] = True
    # What one release has shown, no later one can hide.
    return hidden & ~settled, settled


def _blocks(system: System, own: Whole, places: Geography) -> list[Whole]:
    """What is looked at together: this release, then it and each other release that relations join to it.

    In each a region with all that lies in it, and England. What this release has nothing to do with stands as
    it stood.
    """
    months = defaultdict(list)
    for number, cell in enumerate(system.cells):
        months[cell.last].append(number)
    mine = set(own.tolist())
    homes = _homes(system, places)
    joined = [
        part
        for part in joined_parts(system, np.arange(len(system.cells)))
        if mine.intersection(part.tolist())
    ]
    regions = sorted({home for home in homes if home != "england"})
    found = []
    for part in joined:
        others = sorted({system.cells[number].last for number in part if number not in mine})
        for month in [None, *others]:
            free = [n for n in part if n in mine or system.cells[n].last == month]
            for region in regions or ["england"]:
                block = np.array([n for n in free if homes[n] in (region, "england")], dtype=np.int64)
                found += [some for some in joined_parts(system, block) if some.size] if block.size else []
    return found


def _flags(system: System, some: Sequence[Whole]) -> Flags:
    flags = np.zeros(len(system.cells), dtype=bool)
    for block in some:
        flags[block] = True
    return flags


def _homes(system: System, places: Geography) -> list[str]:
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
