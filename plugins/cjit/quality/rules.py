"""The rules, from their one home: the Great Expectations suites in expectations/ (rules.md).

Each expectation is a clause of a rule about an item; the clauses of one rule and item give one finding.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from cjit.dataset.lists import FILE_RULES, Lists
from cjit.quality.rule_changes import composed, days_of_change, layers

_SEVERITIES = {"critical": "error", "warning": "warning"}

_NARROW = 10
"""Columns that clauses are looked at together with: fewer make more tables, more make longer passes."""


@dataclass(frozen=True)
class Clause:
    """One expectation: `number` counts the clauses of the same rule and item from 1."""

    rule: str
    item: str
    number: int
    severity: str
    message: str
    why: str
    fix: str
    type: str
    kwargs: Mapping[str, Any]

    @property
    def columns(self) -> frozenset[str]:
        """The staged columns that it reads, those of its condition included."""
        named = [value for key, value in self.kwargs.items() if key in ("column", "column_A", "column_B")]
        return frozenset(
            [*named, *self.kwargs.get("column_list", ()), *_read(self.kwargs.get("row_condition"))]
        )

    @property
    def compares(self) -> bool:
        """Whether it has a condition or several columns: Great Expectations then makes a pass for it."""
        return "row_condition" in self.kwargs or len(self.columns) > 1


@dataclass(frozen=True)
class Rules:
    """The rules of one dataset version; `suites` as Great Expectations reads them."""

    dataset: str
    version: str
    suites: Mapping[str, Mapping[str, Any]]
    clauses: tuple[Clause, ...]

    @property
    def comparisons(self) -> list[tuple[str, ...]]:
        """Columns, few at a time: what a clause with a condition or several columns reads is in one of them.

        What most clauses read comes first, since a pass over rows unpacks each no further than it must.
        """
        narrow: list[Counter[str]] = []
        for clause in self.about(consent=False):
            if not clause.compares:
                continue
            fitting = [some for some in narrow if len(some.keys() | clause.columns) <= _NARROW]
            if not fitting:
                fitting = [Counter()]
                narrow += fitting
            max(fitting, key=lambda some: len(some.keys() & clause.columns)).update(clause.columns)
        return [tuple(sorted(some, key=lambda column: (-some[column], column))) for some in narrow]

    def about(self, consent: bool) -> tuple[Clause, ...]:
        """The clauses of E08, which see all submitted rows, or all others, which see the judged rows."""
        return tuple(clause for clause in self.clauses if (clause.rule == "E08") is consent)


@cache
def rules_of(dataset: str, day: date = date.max) -> Rules:
    """The rules of a dataset that are in force on a day: the newest where none is named.

    expectations/<dataset>/*.json are the first version and serve earlier days too; every folder of it that
    is named after a day holds what changes from that day on (rule_changes.py). Raises Permanent where a
    suite is malformed.
    """
    found = layers(dataset, day)
    # The sentences of the file rules are stored with the version, too.
    content = hashlib.sha256(b"".join([FILE_RULES.read_bytes(), *(layer.raw for layer in found)]))
    suites = composed(found)
    version = f"{max(layer.in_force_from for layer in found)}-{content.hexdigest()[:8]}"
    return Rules(dataset, version, suites, _clauses(suites))


def rule_versions(dataset: str, until: date) -> list[Rules]:
    """Every version of a dataset's rules that came into force up to a day, the earliest first."""
    days = [date.min, *(day for day in days_of_change(dataset) if day <= until)]
    return [rules_of(dataset, day) for day in days]


def _clauses(suites: Mapping[str, Mapping[str, Any]]) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    for suite in suites.values():
        for expectation in suite["expectations"]:
            meta = expectation["meta"]
            number = 1 + sum(c.rule == meta["rule"] and c.item == meta["item"] for c in clauses)
            clauses.append(
                Clause(
                    meta["rule"],
                    meta["item"],
                    number,
                    _SEVERITIES[expectation["severity"]],
                    meta["message"],
                    meta["why"],
                    meta["fix"],
                    expectation["type"],
                    expectation["kwargs"],
                )
            )
    return tuple(clauses)


def _read(condition: Mapping[str, Any] | None) -> Iterator[str]:
    """The columns of a row_condition."""
    if condition is not None:
        for part in condition.get("conditions", ()):
            yield from _read(part)
        if "column" in condition:
            yield condition["column"]["name"]


def parameters(lists: Lists) -> dict[str, Any]:
    """What the suites' `$PARAMETER`s stand for: the code lists by name, and bounds that are dates."""
    values: dict[str, Any] = {name: list(codes) for name, codes in lists.values.items()}
    return values | {"earliest_birth": date(1903, 1, 1)}
