"""The data dictionary: what a file may hold, what is worked out from it, where it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cjit.dataset.definition import Definition, Item, definition
from cjit.dataset.lists import Lists, lists_on
from cjit.docs.catalogue import Column, Relation
from cjit.docs.rules import DATASETS
from cjit.docs.words import columns_of
from cjit.quality.rules import rules_of

_TABLES = {
    ("cjit", "row"): "core.episode",
    ("cjit", "episode"): "core.episode",
    ("cjit", "referral"): "core.referral",
    ("cjit", "review"): "core.review",
    ("structured", "row"): "core.treatment",
    ("structured", "episode"): "core.treatment",
    ("secure", "row"): "core.stay",
    ("secure", "episode"): "core.stay",
}
"""Where the items of a feed and scope are kept."""

_LONG = 60
"""Lists with more codes than this are not printed: they stand in a file."""


@dataclass(frozen=True)
class ItemLine:
    """An item as the dictionary shows it. `stored` is table and column, empty where it is not kept."""

    item: Item
    accepted: str
    stored: str
    stored_type: str
    rules: Sequence[str]


@dataclass(frozen=True)
class Dataset:
    """One dataset of the dictionary; `derived` is name, type, meaning and rules of each derived column."""

    definition: Definition
    items: Sequence[ItemLine]
    derived: Sequence[tuple[str, str, str, Sequence[str]]]


@dataclass(frozen=True)
class CodeList:
    """A printed list: code, label and group of each of its codes."""

    name: str
    codes: Sequence[tuple[str, str, str]]


def datasets(relations: Sequence[Relation]) -> list[Dataset]:
    """The datasets with where their items are kept. Raises KeyError for a column that the warehouse lacks."""
    return [_dataset(definition(name), relations) for name in DATASETS]


def _dataset(dataset: Definition, relations: Sequence[Relation]) -> Dataset:
    return Dataset(
        dataset,
        [_line(dataset, item, relations) for item in dataset.items],
        [
            (column.name, column.type, column.meaning, _rules_that_look_at(dataset, column.name))
            for column in dataset.derived
        ],
    )


def _rules_that_look_at(dataset: Definition, column: str) -> list[str]:
    clauses = rules_of(dataset.name).clauses
    return list(dict.fromkeys(clause.rule for clause in clauses if column in columns_of(clause)))


def _line(dataset: Definition, item: Item, relations: Sequence[Relation]) -> ItemLine:
    stored, stored_type = "", ""
    if item.column is not None:
        table = _TABLES[dataset.feed, item.scope]
        found = next(relation for relation in relations if relation.full_name == table)
        stored, stored_type = f"{table}.{item.column}", found.column(item.column).type
    rules = dict.fromkeys(c.rule for c in rules_of(dataset.name).clauses if c.item == item.name)
    return ItemLine(item, _accepted(dataset, item), stored, stored_type, list(rules))


def _accepted(dataset: Definition, item: Item) -> str:
    """What a value of the item may be, in words."""
    if item.name == dataset.sender_item:
        return "the sender's code in the register ([F07](rules/file/F07.md))"
    if item.list in _LIST_WORDS:
        return _LIST_WORDS[item.list]
    if item.list is not None:
        return f"list [{item.list}](#{item.list})"
    if item.kind == "count":
        return f"whole number 0–{item.maximum}"
    if item.kind == "text":
        return f"text, up to {item.max_length} characters" + (", as sent" if item.keep_case else "")
    return _KIND_WORDS[item.kind]


_LIST_WORDS = {
    "yes_no": "Y or N",
    "nation": "ISO 3166-1 alpha-3",
    "drug1": "list [drug](#drug) without 9996 and 9997",
    "drug2": "list [drug](#drug) without 9997",
    "drug3": "list [drug](#drug) without 9996",
    "closure": "list [closure_prior](#closure_prior) or [closure_from](#closure_from)",
    "dat": "code of partnerships.csv",
    "la": "code of local_authorities.csv",
    "dat_or_prison": "code of partnerships.csv or prisons.csv",
}
_KIND_WORDS = {
    "letter": "one letter A–Z",
    "date": "date",
    "agency": "a letter and 4 digits",
    "postcode": "postcode sector",
}


def added_columns(relations: Sequence[Relation]) -> list[tuple[Relation, list[Column]]]:
    """The tables of core with the columns that are no item: what the load and the linkage add."""
    items = {
        (_TABLES[dataset.feed, item.scope], item.column)
        for dataset in map(definition, DATASETS)
        for item in dataset.items
    }
    return [
        (relation, [c for c in relation.columns if (relation.full_name, c.name) not in items])
        for relation in relations
        if relation.schema == "core"
    ]


def newest_lists() -> Lists:
    """The reference lists that came into force last."""
    return lists_on(date.max)


def code_lists(lists: Lists) -> list[CodeList]:
    """The lists that are short enough to print, by name."""
    by_name: dict[str, list[tuple[str, str, str]]] = {}
    for row in lists.codes.to_pylist():
        by_name.setdefault(row["list"], []).append((row["code"], row["label"], row["group"] or ""))
    return [CodeList(name, codes) for name, codes in sorted(by_name.items()) if len(codes) <= _LONG]
