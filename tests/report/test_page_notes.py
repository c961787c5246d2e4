"""What the notes of a page say of how far its number of people may be out (linkage.md, Keys)."""

from decimal import Decimal

import pytest

from cjit.report.page_data import LinkageRange, Risks
from cjit.report.page_notes import linkage_text


def test_each_risk_has_a_sentence_and_the_range_comes_last() -> None:
    told = linkage_text(LinkageRange(1204, 1201, 1206, Risks(2, Decimal("0.25"), 3)))
    assert told.split(". ") == [
        "These keys find 1,204 people in this area",
        "Different people who share a key count as one: about 0.25 such pairs are to be expected here by "
        "chance, and 2 keys were found to hold facts that contradict each other",
        "One person under several keys counts more than once: 3 pairs of keys were found to be more likely "
        "one person than two",
        "Allowing for what was found, the number of people is likely to be between 1,201 and 1,206.",
    ]


@pytest.mark.parametrize(
    ("number", "shared", "split"),
    [
        (0, "no key was found", "no pair of keys was found"),
        (1, "1 key was found", "1 pair of keys was found"),
    ],
)
def test_none_and_one_are_said_as_people_say_them(number: int, shared: str, split: str) -> None:
    told = linkage_text(LinkageRange(9, 9 - number, 9 + number, Risks(number, Decimal(1), number)))
    assert f", and {shared} to hold" in told
    assert f": {split} to be more likely" in told
    assert told.endswith("is likely to be 9." if number == 0 else "is likely to be between 8 and 10.")


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("0.00", "fewer than 0.01 such pairs"),
        ("0.01", "about 0.01 such pairs"),
        ("9.99", "about 9.99 such pairs"),
        ("5812.44", "about 5,812 such pairs"),
    ],
)
def test_what_chance_would_do_is_as_exact_as_it_is_of_use(expected: str, words: str) -> None:
    assert words in linkage_text(LinkageRange(9, 9, 9, Risks(0, Decimal(expected), 0)))


def test_a_freeze_without_the_risks_has_the_sentence_of_then() -> None:
    assert linkage_text(LinkageRange(55, 52, 56)) == (
        "These keys find 55 people in this area. Allowing for people who share a key and for people whom a "
        "mistyped key splits, it is likely to be between 52 and 56."
    )
