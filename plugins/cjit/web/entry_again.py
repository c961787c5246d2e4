"""What stands in the form of an episode: what is kept, or what was typed while somebody else was faster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cjit.entry.layout import Field, Part
from cjit.entry.store import Episode, Items
from cjit.entry.together import Child, Together, TypedChild, children_together, together
from cjit.web.entry_forms import typed, was

CHILDREN: tuple[tuple[Part, str], ...] = (("referral", "REFSTID"), ("review", "SUBMID"))
_MOST = 50
"""Referrals, and reviews, that an episode may have here."""

Fields = Mapping[Part, list[Field]]


@dataclass(frozen=True)
class EpisodeForm:
    """An episode, its referrals and reviews.

    gone: the number that each had here that somebody else removed and nobody changed.
    """

    said: Together
    children: dict[Part, list[Child]]
    gone: list[tuple[Part, int]] = field(default_factory=list)


def as_kept(it: Episode, fields: Fields) -> EpisodeForm:
    """The form as it is opened."""
    children = {
        part: [Child(key, Together(items, items)) for key, items in _kept(it, part, fields[part]).items()]
        for part, _ in CHILDREN
    }
    return EpisodeForm(Together(it.items, it.items), children)


def again(form: Mapping[str, str], it: Episode | None, fields: Fields) -> EpisodeForm:
    """The form as it is sent back, with what was typed. it: what is kept now, None where it was deleted."""
    own = {part: typed_children(form, part, fields[part]) for part, _ in CHILDREN}
    items = typed(fields["episode"], form)
    if it is None:
        new = {part: [_as_new(each) for each in some if not each.removed] for part, some in own.items()}
        return EpisodeForm(Together(items), new)
    children: dict[Part, list[Child]] = {}
    gone: list[tuple[Part, int]] = []
    for part, some in own.items():
        children[part], left = children_together(some, _kept(it, part, fields[part]))
        gone += [(part, some.index(each) + 1) for each in left]
    return EpisodeForm(together(was(fields["episode"], form), items, it.items), children, gone)


def note_of(child: Child) -> str:
    """What somebody else did to a referral or review as a whole."""
    if child.gone:
        return "Somebody else removed this while you changed it. It is entered anew if you save it."
    if child.new:
        return "Somebody else added this."
    if child.removed and child.said.theirs:
        return "You chose to remove this, and somebody else changed it. Take the tick away if it is to stay."
    return ""


def _as_new(each: TypedChild) -> Child:
    return Child("", Together(each.items))


def _kept(it: Episode, part: Part, fields: Iterable[Field]) -> dict[str, Items]:
    """Referrals or reviews by their id, with the items that the form asks for: no tick is nothing."""
    name = dict(CHILDREN)[part]
    nothing = {(field.item, "N") for field in fields if field.kind == "tick"}
    return {
        each[name]: {
            item: value for item, value in each.items() if item != name and (item, value) not in nothing
        }
        for each in (it.referrals if part == "referral" else it.reviews)
    }


def typed_children(form: Mapping[str, str], part: Part, fields: list[Field]) -> list[TypedChild]:
    """Referrals or reviews of the form, and how each of them was when it was opened."""
    found = []
    for place in range(_MOST):
        prefix = f"{part}-{place}-"
        key, items = form.get(f"{prefix}id", ""), typed(fields, form, prefix)
        if key or items:
            before, removed = was(fields, form, prefix), bool(form.get(f"{prefix}remove"))
            found.append(TypedChild(key, items, before, removed))
    return found
