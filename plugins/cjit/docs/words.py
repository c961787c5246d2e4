"""Expectations in words, as the rule pages tell them.

Items are written as in the file (FINITIAL), derived columns as they are staged (`dob_on`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from cjit.dataset.definition import Definition
from cjit.quality.rules import Clause

Kwargs = Mapping[str, Any]


class Wording:
    """Puts the clauses of one dataset into sentences; raises KeyError for an expectation without words."""

    def __init__(self, definition: Definition) -> None:
        self._items = {item.staged: item.name for item in definition.items}

    def sentence(self, clause: Clause) -> str:
        """What must be so for the rule to be silent, and on which rows."""
        demand = _DEMANDS[clause.type](self, clause.kwargs)
        condition = clause.kwargs.get("row_condition")
        if condition is None:
            return f"{demand}."
        return f"Where {self._condition(condition)}: {demand}."

    def column(self, name: str) -> str:
        """A staged column as it is written on a page."""
        return self._items.get(name, f"`{name}`")

    def _condition(self, condition: Kwargs, inner: bool = False) -> str:
        kind = condition["type"]
        if kind in ("and", "or"):
            parts = [self._condition(part, inner=True) for part in condition["conditions"]]
            joined = f" {kind} ".join(parts)
            return f"({joined})" if inner else joined
        column = self.column(condition["column"]["name"])
        if kind == "nullity":
            return f"{column} is {'blank' if condition['is_null'] else 'present'}"
        return f"{column} {_OPERATORS[condition['operator']]} {value(condition['parameter'])}"


_OPERATORS = {
    "==": "is",
    "!=": "is present and not",
    ">": "is above",
    ">=": "is at least",
    "<": "is below",
    "<=": "is at most",
    "IN": "is one of",
}


def value(given: Any) -> str:
    """A value, a list of values or the name of a list, as it is written on a page."""
    if isinstance(given, dict):
        return f"the list `{given['$PARAMETER']}`"
    if isinstance(given, list):
        return ", ".join(value(each) for each in given)
    if isinstance(given, bool):
        return "true" if given else "false"
    return str(given)


def columns_of(clause: Clause) -> list[str]:
    """The staged columns that a clause looks at, each once."""
    found: dict[str, None] = {}

    def collect(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                collect(each)
        elif isinstance(node, dict):
            if "column" in node and isinstance(node["column"], dict):
                found[node["column"]["name"]] = None
            collect(list(node.values()))

    for name in ("column", "column_A", "column_B"):
        if name in clause.kwargs:
            found[clause.kwargs[name]] = None
    found |= dict.fromkeys(clause.kwargs.get("column_list", []))
    collect(clause.kwargs.get("row_condition"))
    return list(found)


def _one(demand: str) -> Callable[[Wording, Kwargs], str]:
    """A demand on a single column."""
    return lambda words, kwargs: f"{words.column(kwargs['column'])} {demand}"


def _in_set(words: Wording, kwargs: Kwargs) -> str:
    column, allowed = words.column(kwargs["column"]), kwargs["value_set"]
    if isinstance(allowed, dict):
        return f"{column} must be in {value(allowed)}"
    return f"{column} must be {'one of ' if len(allowed) > 1 else ''}{value(allowed)}"


def _not_in_set(words: Wording, kwargs: Kwargs) -> str:
    column, banned = words.column(kwargs["column"]), kwargs["value_set"]
    if isinstance(banned, dict):
        return f"{column} must not be in {value(banned)}"
    return f"{column} must not be {'any of ' if len(banned) > 1 else ''}{value(banned)}"


def _matches(words: Wording, kwargs: Kwargs) -> str:
    return f"{words.column(kwargs['column'])} must match `{kwargs['regex']}`"


def _length(words: Wording, kwargs: Kwargs) -> str:
    return f"{words.column(kwargs['column'])} must have at most {kwargs['max_value']} characters"


def _between(words: Wording, kwargs: Kwargs) -> str:
    bounds = [
        f"at {word} {_bound(kwargs[name])}"
        for name, word in (("min_value", "least"), ("max_value", "most"))
        if name in kwargs
    ]
    return f"{words.column(kwargs['column'])} must be {' and '.join(bounds)}"


def _bound(given: Any) -> str:
    return f"`{given['$PARAMETER']}`" if isinstance(given, dict) else value(given)


def _not_before(words: Wording, kwargs: Kwargs) -> str:
    first, second = words.column(kwargs["column_A"]), words.column(kwargs["column_B"])
    return f"{first} must not be before {second}"


def _same(words: Wording, kwargs: Kwargs) -> str:
    return f"{words.column(kwargs['column_A'])} must be the same as {words.column(kwargs['column_B'])}"


def _different(words: Wording, kwargs: Kwargs) -> str:
    return f"{' and '.join(words.column(name) for name in kwargs['column_list'])} must differ"


_DEMANDS: Mapping[str, Callable[[Wording, Kwargs], str]] = {
    "expect_column_values_to_not_be_null": _one("must be present"),
    "expect_column_values_to_be_null": _one("must be blank"),
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _not_in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_value_lengths_to_be_between": _length,
    "expect_column_values_to_be_between": _between,
    "expect_column_pair_values_a_to_be_greater_than_b": _not_before,
    "expect_column_pair_values_to_be_equal": _same,
    "expect_select_column_values_to_be_unique_within_record": _different,
}
