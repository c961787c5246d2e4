"""The rules, from their one home: the Great Expectations suites in expectations/ (rules.md).

Each expectation is a clause of a rule about an item; the clauses of one rule and item give one finding.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cjit.dataset.lists import FILE_RULES, Lists
from cjit.errors import Permanent
from cjit.settings import PROJECT

_SEVERITIES = {"critical": "error", "warning": "warning"}


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
    def compared_columns(self) -> list[str]:
        """The columns that clauses with a condition or several columns read."""
        return sorted(frozenset[str]().union(*(clause.columns for clause in self.clauses if clause.compares)))

    def about(self, consent: bool) -> tuple[Clause, ...]:
        """The clauses of E08, which see all submitted rows, or all others, which see the judged rows."""
        return tuple(clause for clause in self.clauses if (clause.rule == "E08") is consent)


@cache
def rules_of(dataset: str) -> Rules:
    """The rules in expectations/<dataset>/. Raises Permanent where a suite is malformed."""
    folder = PROJECT / "expectations" / dataset
    suites: dict[str, Mapping[str, Any]] = {}
    content = hashlib.sha256(FILE_RULES.read_bytes())  # their sentences are stored with the version too
    for path in sorted(folder.glob("*.json")):
        raw = path.read_bytes()
        content.update(raw)
        suites[path.stem] = _suite(path, raw)
    if not suites:
        raise Permanent(f"there are no rules in {folder.relative_to(PROJECT)}")
    in_force = max(suite["meta"]["in_force_from"] for suite in suites.values())
    return Rules(dataset, f"{in_force}-{content.hexdigest()[:8]}", suites, _clauses(suites))


def _suite(path: Path, raw: bytes) -> Mapping[str, Any]:
    try:
        suite: Mapping[str, Any] = json.loads(raw)
    except json.JSONDecodeError as error:
        raise Permanent(f"the suite {path.relative_to(PROJECT)} is not JSON: {error}") from None
    return suite


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
