"""What two people typed into one form at once, put together: nobody's typing is lost, and none overwritten.

A form carries what it was opened with. What one of the two changed alone stands as they changed it; where
both did, the later one's stays in the form, and is kept only when they save it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cjit.entry.store import Items


@dataclass(frozen=True)
class Together:
    """Items for a form, and those kept now.

    theirs: what somebody else changed since the form was opened; both: what of that was changed here too, to
    something else.
    """

    items: Items
    kept: Items = field(default_factory=dict)
    theirs: tuple[str, ...] = ()
    both: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Child:
    """A referral or review for a form. key: its id, '' for one that is new; removed: whether it is to go.

    gone: somebody else removed it while it was changed here; new: somebody else added it.
    """

    key: str
    said: Together
    removed: bool = False
    gone: bool = False
    new: bool = False


@dataclass(frozen=True)
class TypedChild:
    """One as it was typed, and as it was when the form was opened."""

    key: str
    items: Items
    was: Items
    removed: bool = False


def together(was: Items, typed: Items, kept: Items) -> Together:
    """was: when the form was opened; typed: into it since; kept: what somebody else has saved meanwhile."""
    names = list(dict.fromkeys((*kept, *typed, *was)))
    theirs = tuple(name for name in names if kept.get(name) != was.get(name))
    mine = {name for name in names if typed.get(name) != was.get(name)}
    items = {name: (typed if name in mine else kept).get(name, "") for name in names}
    both = frozenset(name for name in theirs if name in mine and typed.get(name) != kept.get(name))
    return Together({name: value for name, value in items.items() if value}, kept, theirs, both)


def children_together(
    typed: Sequence[TypedChild], kept: Mapping[str, Items]
) -> tuple[list[Child], list[TypedChild]]:
    """Those for the form, and those that somebody else removed and nobody changed here. kept: by id."""
    known = {each.key: each for each in typed if each.key}
    found = [
        Child(key, together(known[key].was, known[key].items, items), known[key].removed)
        if key in known
        else Child(key, Together(items, items), new=True)
        for key, items in kept.items()
    ]
    gone = []
    for each in typed:
        if each.key in kept:
            continue
        if each.key and (each.removed or each.items in ({}, each.was)):
            gone.append(each)
        else:
            found.append(Child("", Together(each.items), gone=bool(each.key)))
    return found, gone
