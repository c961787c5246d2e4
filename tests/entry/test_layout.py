"""The form asks for every item of the dataset, once, in the choices of the lists."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cjit.dataset.definition import Definition, definition
from cjit.dataset.lists import lists_on
from cjit.entry import layout
from cjit.entry.layout import Part, items_of, sections

PARTS: tuple[Part, ...] = ("client", "episode", "referral", "review")
O = definition("O")  # noqa: E741 - its name
MADE: list[str] = tomllib.loads(Path(layout.__file__).with_name("form.toml").read_text("utf-8"))["made"]
LISTS = lists_on(date(2018, 12, 20))


def test_every_item_is_asked_once_or_made_by_the_form() -> None:
    asked = Counter([name for part in PARTS for name in items_of(part)] + MADE)
    assert asked == Counter(O.names)


@pytest.mark.parametrize("part", ["referral", "review"])
def test_children_have_the_items_of_their_scope(part: Part) -> None:
    assert set(items_of(part)) == {item.name for item in O.of_scope(part)} - set(MADE)


@pytest.mark.parametrize("part", PARTS)
def test_choices_are_the_codes_of_the_list_each_once(part: Part) -> None:
    for section in sections(part, O, LISTS):
        for field in section.fields:
            name = O.item(field.item).list
            codes = [code for _, group in field.groups for code, _ in group]
            assert sorted(codes) == sorted(LISTS.values[name] if name else ()), field.item
            assert all(text for _, group in field.groups for _, text in group)
            assert field.label[0].isupper()


def test_of_another_dataset_its_own_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    other: Definition = definition("O")
    (closure,) = [
        field
        for section in sections("episode", other, lists_on(date(2020, 4, 1), "P"))
        for field in section.fields
        if field.item == "CLSRSN"
    ]
    assert "212" in [code for _, group in closure.groups for code, _ in group]
