"""What the entry form asks: the items of a dataset by section, each with its words and its choices.

Words and order are in form.toml, kinds and lists in the dataset definition, codes and their meanings in the
reference lists of the day.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pycountry

from cjit.dataset.definition import Definition, Item
from cjit.dataset.lists import Lists

Part = Literal["client", "episode", "referral", "review"]
Group = tuple[str, tuple[tuple[str, str], ...]]
"""Choices that belong together, as (code, words), below a heading that may be empty."""

_FEW = 5
_KINDS = {"date": "date", "count": "number", "letter": "letter"}


@dataclass(frozen=True)
class Field:
    """One item as it is asked. kind: how it is typed or chosen; mandatory: as the dataset has it."""

    item: str
    label: str
    hint: str
    kind: Literal["date", "number", "letter", "text", "radios", "select", "tick"]
    mandatory: bool
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Section:
    """Fields below one heading."""

    title: str
    fields: tuple[Field, ...]


def items_of(part: Part) -> tuple[str, ...]:
    """The names of the items that a part of the form asks for."""
    return tuple(name for section in _form()[part] for name in section["items"])


@cache
def _form() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("form.toml").read_text(encoding="utf-8"))


def sections(part: Part, definition: Definition, lists: Lists) -> list[Section]:
    """A part of the form, as the dataset and the lists of a day have it."""
    return [
        Section(section["title"], tuple(_field(definition.item(name), lists) for name in section["items"]))
        for section in _form()[part]
    ]


def _field(item: Item, lists: Lists) -> Field:
    form = _form()
    label = form["label"].get(item.name) or item.meaning[0].upper() + item.meaning[1:]
    groups = tuple(_groups(item.list, lists)) if item.list else ()
    few = len(groups) == 1 and len(groups[0][1]) <= _FEW
    kind: Any = ("radios" if few else "select") if groups else _KINDS.get(item.kind, "text")
    if item.scope == "review" and item.list == "yes_no":
        kind, label = "tick", item.meaning.rpartition(": ")[2].capitalize()
    return Field(item.name, label, form["hint"].get(item.name, ""), kind, item.mandatory, groups)


def _groups(name: str, lists: Lists) -> Iterator[Group]:
    """The choices of a list: codes with their words, in the order of the list."""
    if name == "nation":
        countries = sorted(pycountry.countries, key=lambda country: str(country.name))
        home = [country for country in countries if country.alpha_3 == "GBR"]
        yield "", tuple((country.alpha_3, f"{country.name} ({country.alpha_3})") for country in home)
        yield "Others", tuple((c.alpha_3, f"{c.name} ({c.alpha_3})") for c in countries if c not in home)
    elif name == "yes_no":
        yield "", (("Y", "Yes"), ("N", "No"))
    elif name == "la":
        yield from _authorities(lists)
    elif name in ("dat", "dat_or_prison"):
        yield "Partnerships", _named(lists.partnerships.select(["dat_code", "name"]).to_pylist())
        if name == "dat_or_prison":
            yield "Prisons", _named(lists.prisons.select(["prison_code", "name"]).to_pylist())
    elif name == "closure":
        yield "Prior to caseload", _coded("closure_prior", lists)
        yield "From caseload", _coded("closure_from", lists)
    else:
        of = "drug" if name.startswith("drug") else name
        yield "", tuple(pair for pair in _coded(of, lists) if pair[0] in lists.values[name])


def _coded(name: str, lists: Lists) -> tuple[tuple[str, str], ...]:
    return tuple(
        (line["code"], f"{line['label']} ({line['code']})")
        for line in lists.codes.to_pylist()
        if line["list"] == name
    )


def _named(lines: list[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    """Places by name, each code once."""
    names: dict[str, str] = {}
    for code, name in (line.values() for line in lines):
        names[code] = name
    return tuple((code, f"{name} ({code})") for code, name in sorted(names.items(), key=lambda one: one[1]))


def _authorities(lists: Lists) -> Iterator[Group]:
    """Local authorities below the partnership that they lie in."""
    partnerships = {line["dat_code"]: line["name"] for line in lists.partnerships.to_pylist()}
    by_dat: dict[str, list[dict[str, str]]] = {}
    for line in lists.local_authorities.select(["la_code", "name", "dat_code"]).to_pylist():
        by_dat.setdefault(line.pop("dat_code"), []).append(line)
    for dat, name in sorted(partnerships.items(), key=lambda one: one[1]):
        if dat in by_dat:
            yield name, _named(by_dat[dat])
