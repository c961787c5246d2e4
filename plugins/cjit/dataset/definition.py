"""Dataset definitions: which items a file may hold (specification: dataset.md).

The facts are in definitions/*.toml; this module only gives them names and types.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

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

    def of_scope(self, *scopes: str) -> tuple[Item, ...]:
        """The items of the given scopes."""
        return tuple(item for item in self.items if item.scope in scopes)


@cache
def definition(name: str) -> Definition:
    """The definition in definitions/<name>.toml."""
    content = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    head = content["dataset"]
    return Definition(
        **{**head, "person_items": tuple(head["person_items"])},
        items=tuple(Item(**item) for item in content["item"]),
        derived=tuple(Derived(**column) for column in content["derived"]),
    )


def definition_for(feed: Feed, received_on: date) -> Definition:
    """The definition that judges a file of that feed received that day."""
    del received_on  # dataset O judges every CJIT file until a second definition stands beside it
    return definition("O" if feed == "cjit" else feed)
