"""Versions of the rules: a change is in force from its day, and what was before stays as it was."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cjit.errors import Permanent
from cjit.quality import rule_changes
from cjit.quality.rules import rule_versions, rules_of
from cjit.settings import PROJECT

CHANGED = date(2018, 12, 20)
BEFORE = date(2018, 12, 19)


@pytest.fixture
def suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the suites of O, to which a test may add."""
    folder = tmp_path / "expectations/O"
    folder.mkdir(parents=True)
    for path in (PROJECT / "expectations/O").glob("*.json"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(rule_changes, "PROJECT", tmp_path)
    rules_of.cache_clear()
    yield folder
    rules_of.cache_clear()


def expectation(rule: str, item: str, column: str, message: str = "as changed") -> dict[str, Any]:
    return {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": column},
        "severity": "warning",
        "meta": {"rule": rule, "item": item, "message": message, "why": "why", "fix": "fix"},
    }


def change(suites: Path, day: str, *expectations: dict[str, Any], removed: tuple[str, ...] = ()) -> None:
    folder = suites / day
    folder.mkdir(exist_ok=True)
    content = {"name": "O.warnings", "expectations": expectations, "meta": {"removed": removed}}
    (folder / "warnings.json").write_text(json.dumps(content), encoding="utf-8")


def told(day: date, rule: str) -> list[tuple[str, str, int]]:
    return [(c.item, c.message, c.number) for c in rules_of("O", day).clauses if c.rule == rule]


def test_without_a_change_every_day_has_the_first_version() -> None:
    assert rules_of("O", date.min) == rules_of("O", date(2018, 4, 1)) == rules_of("O")
    assert [rules.version for rules in rule_versions("O", date.max)] == [rules_of("O").version]


def test_a_changed_rule_is_in_force_from_its_day_in_its_place(suites: Path) -> None:
    first = rules_of("O", BEFORE)
    change(suites, "2018-12-20", expectation("W10", "EMPSTAT", "empstat"))
    rules_of.cache_clear()
    assert rules_of("O", BEFORE) == first
    assert told(CHANGED, "W10") == [("EMPSTAT", "as changed", 1)]
    assert told(date(2030, 1, 1), "W10") == told(CHANGED, "W10")
    order = [rule for c in first.clauses if (rule := (c.rule, c.item))]
    assert list(dict.fromkeys((c.rule, c.item) for c in rules_of("O", CHANGED).clauses)) == list(
        dict.fromkeys(order)
    )
    others = [c for c in first.clauses if c.rule != "W10"]
    assert [c for c in rules_of("O", CHANGED).clauses if c.rule != "W10"] == others


def test_versions_are_told_apart_by_day_and_content(suites: Path) -> None:
    change(suites, "2018-12-20", expectation("W10", "EMPSTAT", "empstat"))
    first, second = (rules.version for rules in rule_versions("O", CHANGED))
    change(suites, "2018-12-20", expectation("W10", "EMPSTAT", "empstat", "in other words"))
    rules_of.cache_clear()
    third = rules_of("O", CHANGED).version
    assert (first[:11], second[:11], third[:11]) == ("2018-04-01-", "2018-12-20-", "2018-12-20-")
    assert len({first, second, third}) == 3
    assert [rules.version for rules in rule_versions("O", BEFORE)] == [first]


def test_new_rules_come_last_and_removed_ones_fall_silent(suites: Path) -> None:
    change(suites, "2018-12-20", expectation("W90", "SEX", "sex"), removed=("W10", "W15 DRUG3"))
    rules_of.cache_clear()
    assert told(CHANGED, "W90") == [("SEX", "as changed", 1)]
    assert rules_of("O", CHANGED).clauses[-1].rule == "W90"
    assert told(CHANGED, "W10") == []
    assert {item for item, _, _ in told(CHANGED, "W15")} == {"DRUG2"}
    assert told(BEFORE, "W10")


def test_later_changes_rest_on_earlier_ones(suites: Path) -> None:
    change(suites, "2018-12-20", expectation("W10", "EMPSTAT", "empstat"), removed=("W11",))
    two = [expectation("W11", "PRNTSTAT", "prntstat", words) for words in ("back", "and more")]
    change(suites, "2019-04-01", *two)
    rules_of.cache_clear()
    assert told(CHANGED, "W11") == []
    assert told(date(2019, 4, 1), "W11") == [("PRNTSTAT", "back", 1), ("PRNTSTAT", "and more", 2)]
    assert told(date(2019, 4, 1), "W10") == [("EMPSTAT", "as changed", 1)]
    assert len(rule_versions("O", date.max)) == 3


def test_the_suite_for_great_expectations_holds_what_the_clauses_hold(suites: Path) -> None:
    change(suites, "2018-12-20", expectation("W10", "EMPSTAT", "empstat"), removed=("W11",))
    rules_of.cache_clear()
    rules = rules_of("O", CHANGED)
    native = [e for suite in rules.suites.values() for e in suite["expectations"]]
    assert [(e["meta"]["rule"], e["type"], e["kwargs"]) for e in native] == [
        (c.rule, c.type, c.kwargs) for c in rules.clauses
    ]


@pytest.mark.parametrize(
    ("day", "name", "text", "words"),
    [
        ("2018-12-20", "warnings", "{", "is not JSON"),
        ("soon", "warnings", "{}", "not named after a day"),
        ("2018-12-20", "others", '{"expectations": [], "meta": {}}', "is no suite"),
        ("2018-12-20", "warnings", '{"expectations": [], "meta": {"removed": ["W99"]}}', "no rule: W99"),
    ],
)
def test_a_malformed_change_is_for_a_person_to_correct(
    suites: Path, day: str, name: str, text: str, words: str
) -> None:
    (suites / day).mkdir()
    (suites / day / f"{name}.json").write_text(text, encoding="utf-8")
    rules_of.cache_clear()
    with pytest.raises(Permanent, match=words):
        rules_of("O", CHANGED)
