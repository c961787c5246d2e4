"""From the counts of a month to which of them are hidden, suppressed and attacked."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from cjit.disclosure.attack import LEAST_VALUES, Attack, Verdict
from cjit.disclosure.carry import take_over
from cjit.disclosure.differences import Differences
from cjit.disclosure.figures import Earlier
from cjit.disclosure.kept import Kept, again, keep
from cjit.disclosure.near import joined
from cjit.disclosure.regions import REACHES, New, by_region
from cjit.disclosure.shown import HIDDEN, SMALL, is_small, rounded
from cjit.disclosure.suppress import Outcome, Suppression
from cjit.disclosure.system import Cell, Flags, Geography, System, Whole, World, build
from cjit.disclosure.working import ALONE, Working
from cjit.errors import Permanent

_ROUNDS = 8
"""How often what was hidden for some counts may call for others to be hidden."""
_ASKED = 20
"""For how many counts at most the check is asked whether there is more than the search has seen."""
_OVER_BORDERS = 3_000_000
"""The unknowns of all programs that are asked about what has no room in its region."""


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
    kept: Kept


def protect(
    counts: Mapping[Cell, int],
    earlier: Sequence[Earlier],
    places: Geography,
    groups: Mapping[tuple[str, str], str],
    how: Working = ALONE,
) -> Protected:
    """Choose what a release hides, then try to work it out; `earlier` is the newest first.

    how: by how many processes, which changes nothing of what is hidden, and who is told how far it is.
    Raises Permanent where a count cannot be protected. What the check says is for the caller to heed.
    """
    releases = [counts, *(release.counts for release in earlier)]
    system, numbers = build(releases, places, groups)
    hidden, settled = _before(system, numbers[1:], earlier)
    own = np.array(list(numbers[0].values()), dtype=np.int64)
    suppression = Suppression(system, hidden, settled)
    fresh = np.isin(np.arange(len(system.cells)), own) & ~_known(system, numbers[1:])
    new = New(fresh, take_over(suppression, _offered(system, earlier)))
    differences = Differences(system, releases)
    # What this release has nothing to do with stands as it stood.
    concerned = joined(system, own)
    may_hide = np.isin(np.arange(len(system.cells)), own) & ~settled
    to_hide = partial(differences.to_hide, may_hide=may_hide)
    stuck = _suppress(suppression, concerned, to_hide, partial(by_region, new=new, places=places), how)
    covered = suppression.hidden
    verdict = _attack(suppression).run(suppression.worlds, np.flatnonzero(covered & concerned), how.tell)
    if stuck.size and verdict.findings:
        cell = system.cells[int(stuck[0])]
        shows = "what earlier releases show" if earlier else "what is small in too few areas"
        raise Permanent(
            f"a count of {cell.measure} by {cell.level} cannot be protected: {shows} "
            "leaves nothing else to hide"
        )
    return Protected(
        hidden=frozenset(cell for cell, number in numbers[0].items() if covered[number]),
        counts=own.size,
        small=int(is_small(system.truth[own]).sum()),
        verdict=verdict,
        differences=len(differences.narrowed(covered)),
        kept=keep(system, suppression.worlds),
    )


def _suppress(
    suppression: Suppression,
    concerned: Flags,
    to_hide: Callable[[Flags], Whole],
    search: Callable[[Suppression, Flags, Working], list[Outcome]],
    how: Working,
) -> Whole:
    """Hide what has to be, region by region and then over their borders; the counts without room.

    What one equation of spans narrows is hidden in between, and then has to be protected too.
    """
    left = concerned.copy()
    for number in range(1, _ROUNDS + 1):
        now = how.in_round(number)
        for outcome in search(suppression, left, now):
            suppression.accept(outcome)
            # What found no room in its region is not looked for there again.
            left[outcome.stuck] = False
        more = to_hide(suppression.hidden)
        if not more.size:
            over = partial(now.tell, "counts looked at over the regions' borders")
            found = suppression.run(concerned, REACHES, _OVER_BORDERS, over)
            # For want of a world that this search sees much would be hidden: the check may see one.
            stuck = suppression.hide_near(_not_proven(suppression, found.stuck))
            proven = np.setdiff1d(found.stuck, stuck)
            more = to_hide(suppression.hidden)
            if not more.size and not suppression.unsafe(concerned, [*stuck, *proven]).size:
                return stuck
        suppression.hide(more)
    # What is not safe by now is for the check to find.
    return np.array([], dtype=np.int64)


def _attack(suppression: Suppression) -> Attack:
    """The check is of what is written, by whatever way it came to be hidden."""
    both = zip(suppression.hidden, rounded(suppression.system.truth), strict=True)
    return Attack(suppression.system, [HIDDEN if is_hidden else str(count) for is_hidden, count in both])


def _not_proven(suppression: Suppression, stuck: Whole) -> Whole:
    """Those of some counts that the check finds fewer than four values of too."""
    if not 0 < stuck.size <= _ASKED:
        return stuck
    attack = _attack(suppression)
    attack.run(suppression.worlds, stuck)
    return np.array([n for n in stuck.tolist() if len(attack.values[n]) < LEAST_VALUES], dtype=np.int64)


def _offered(system: System, earlier: Sequence[Earlier]) -> list[World]:
    """The worlds that the last release has kept, which hold those of the releases before it too."""
    kept = earlier[0].kept if earlier else None
    return again(kept, system) if kept else []


def _known(system: System, numbers: Sequence[Mapping[Cell, int]]) -> Flags:
    """Which unknowns an earlier release holds."""
    known = np.zeros(len(system.cells), dtype=bool)
    for number in numbers:
        known[list(number.values())] = True
    return known


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
