"""Dataset definitions: which items a file may hold (specification: dataset.md).

The facts are in definitions/*.toml; this module only gives them names and types.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from cjit.errors import Permanent
from cjit.settings import Settings

Feed = Literal["cjit", "structured", "secure"]
"""What a file is about, and so which definition and which rules judge it."""

FEEDS: tuple[Feed, ...] = ("cjit", "structured", "secure")

_FOLDER = Path(__file__).parent / "definitions"


@dataclass(frozen=True)
class Item:
    """One item (column) of a file."""

    name: str
    meaning: str
    kind: Literal["letter", "date", "code", "text", "count", "agency", "place", "postcode"]
    scope: Literal["row", "episode", "referral", "review"] = "episode"
    list: str | None = None
    column: str | None = None
    mandatory: bool = False
    masked: bool = False
    keep_case: bool = False
    max_length: int | None = None
    maximum: int | None = None

    @property
    def staged(self) -> str:
        """Its column in the staging table and in the suites."""
        return self.name.lower()


@dataclass(frozen=True)
class Derived:
    """A column worked out while staging, for rules that need more than one cell."""

    name: str
    type: Literal["text", "date", "integer", "boolean"]
    meaning: str


@dataclass(frozen=True)
class Definition:
    """All that is fixed about one dataset."""

    name: str
    feed: Feed
    title: str
    sender_item: str
    sender_kind: Feed
    episode_item: str
    person_items: tuple[str, ...]
    items: tuple[Item, ...]
    derived: tuple[Derived, ...]
    extends: str | None = None
    """The dataset that it adds to: its items, derived columns and rules are this one's too."""

    def item(self, name: str) -> Item:
        """The item of that name; KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Item]:
        return {item.name: item for item in self.items}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all items, in the order of the specification."""
        return tuple(item.name for item in self.items)

    @cached_property
    def mandatory(self) -> tuple[str, ...]:
        """The names of the columns that a file must have."""
        return tuple(item.name for item in self.items if item.mandatory)

    @cached_property
    def added(self) -> frozenset[str]:
        """The names of the items that the dataset it extends does not have."""
        return frozenset(self.names) - frozenset(definition(self.extends).names if self.extends else ())

    def of_scope(self, *scopes: str) -> tuple[Item, ...]:
        """The items of the given scopes."""
        return tuple(item for item in self.items if item.scope in scopes)


@cache
def definition(name: str) -> Definition:
    """The definition in definitions/<name>.toml. Raises Permanent where there is none.

    One that `extends` another begins with everything of it and says only what it adds.
    """
    try:
        content = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Permanent(f"there is no definition of dataset {name}: see CONTRIBUTING, A dataset") from None
    head = content["dataset"]
    items = tuple(Item(**item) for item in content.get("item", ()))
    derived = tuple(Derived(**column) for column in content.get("derived", ()))
    if "extends" in head:
        earlier = definition(head["extends"])
        return replace(earlier, **head, items=earlier.items + items, derived=earlier.derived + derived)
    return Definition(**{**head, "person_items": tuple(head["person_items"])}, items=items, derived=derived)


def definitions_for(feed: Feed, received_on: date, settings: Settings) -> tuple[Definition, ...]:
    """The definitions that a file of that feed may follow on a day of receipt, the newest first.

    Dataset P stands beside O from the day that the deployment sets; until the end of the overlap a late file
    of dataset O is accepted too (dataset.md "Items"; docs/decisions/0013). Raises Permanent for days that
    leave a gap between the two.
    """
    if feed != "cjit":
        return (definition(feed),)
    p_from, o_until = settings.dataset_p_from, settings.dataset_o_until
    if o_until is not None and (p_from is None or o_until < p_from - timedelta(days=1)):
        raise Permanent(
            "CJIT_DATASET_O_UNTIL is before CJIT_DATASET_P_FROM: nothing would judge the days between"
        )
    if p_from is None or received_on < p_from:
        return (definition("O"),)
    if o_until is not None and received_on <= o_until:
        return (definition("P"), definition("O"))
    return (definition("P"),)


def definition_of(feed: Feed) -> Definition:
    """The definition of a feed; of CJIT's that of O, which judges where no deployment says otherwise."""
    return definition("O" if feed == "cjit" else feed)
