"""Releases as they are written, and an outsider who has all of them."""

from collections.abc import Iterable, Mapping, Sequence

from cjit.disclosure.attack import Attack
from cjit.disclosure.figures import Earlier
from cjit.disclosure.system import Cell, Geography, build

from .random_country import GROUPS


def written(counts: Mapping[Cell, int], hidden: Iterable[Cell]) -> dict[Cell, str]:
    covered = set(hidden)
    return {c: "*" if c in covered else str((n + 2) // 5 * 5) for c, n in counts.items()}


def attack_on(releases: Sequence[Earlier], places: Geography) -> Attack:
    """With no worlds offered; what one release shows, no other shows otherwise."""
    system, numbers = build([each.counts for each in releases], places, GROUPS)
    shown = [""] * len(system.cells)
    for each, number in zip(releases, numbers, strict=True):
        for cell, at in number.items():
            assert shown[at] in ("", each.shown[cell])
            shown[at] = each.shown[cell]
    return Attack(system, shown)
