"""The suites, evaluated row by row with Arrow: which rows each expectation finds unexpected.

Great Expectations evaluates the same suites on the staged table (verdict.py); the counts of the two must
agree. So the meaning of each expectation here is Great Expectations' own: rows outside the row_condition
are left out, and a null fails only an expectation about nulls.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain
from cjit.errors import Permanent
from cjit.quality.rules import Clause
from cjit.quality.text import holds

Parameters = Mapping[str, Any]


def resolved(kwargs: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    """An expectation's arguments with the lists and dates that its `$PARAMETER`s stand for."""
    return {
        name: parameters[value["$PARAMETER"]] if isinstance(value, dict) and "$PARAMETER" in value else value
        for name, value in kwargs.items()
    }


class Evaluator:
    """Evaluates clauses on one table of staged columns."""

    def __init__(self, rows: pa.Table, parameters: Parameters) -> None:
        self._rows = rows
        self._parameters = parameters
        self._conditions: dict[str, pa.Array] = {}

    def unexpected(self, clause: Clause) -> pa.Array:
        """A boolean for each row, true where the clause's expectation is not met; never null.

        Raises Permanent for an expectation that this engine does not know: both engines must.
        """
        evaluate = _EXPECTATIONS.get(clause.type)
        if evaluate is None:
            raise Permanent(f"rule {clause.rule}: {clause.type} is not known to the row-wise engine")
        failing = certain(evaluate(self, resolved(clause.kwargs, self._parameters)))
        condition = clause.kwargs.get("row_condition")
        if condition is None or failing.true_count == 0:
            return failing
        return pc.and_(failing, self._condition(condition))

    def column(self, name: str) -> pa.Array:
        """A staged column as one array."""
        column = self._rows[name]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def _condition(self, condition: Mapping[str, Any]) -> pa.Array:
        key = repr(condition)
        if key not in self._conditions:
            self._conditions[key] = certain(self._evaluated(condition))
        return self._conditions[key]

    def _evaluated(self, condition: Mapping[str, Any]) -> pa.Array:
        kind = condition["type"]
        if kind in ("and", "or"):
            parts = [self._evaluated(part) for part in condition["conditions"]]
            joined = parts[0]
            for part in parts[1:]:
                joined = pc.and_kleene(joined, part) if kind == "and" else pc.or_kleene(joined, part)
            return joined
        column = self.column(condition["column"]["name"])
        if kind == "nullity":
            return pc.is_null(column) if condition["is_null"] else pc.is_valid(column)
        if kind == "comparison" and condition["operator"] in _COMPARISONS:
            compare = _COMPARISONS[condition["operator"]]
            return holds(column, lambda values: compare(values, condition["parameter"]))
        raise Permanent(f"the row-wise engine does not know the condition {kind} {condition.get('operator')}")


def _among(values: pa.Array, codes: list[Any]) -> pa.Array:
    return pc.is_in(values, pa.array(codes, values.type))


_COMPARISONS: Mapping[str, Callable[[pa.Array, Any], pa.Array]] = {
    "==": pc.equal,
    "!=": pc.not_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    "IN": _among,
}


def _not_null(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    return pc.is_null(rows.column(kwargs["column"]))


def _null(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    return pc.is_valid(rows.column(kwargs["column"]))


def _in_set(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    return holds(rows.column(kwargs["column"]), lambda v: pc.invert(_among(v, kwargs["value_set"])))


def _not_in_set(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    return holds(rows.column(kwargs["column"]), lambda v: _among(v, kwargs["value_set"]))


def _matches(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    return holds(
        rows.column(kwargs["column"]), lambda v: pc.invert(pc.match_substring_regex(v, kwargs["regex"]))
    )


def _length(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    return holds(rows.column(kwargs["column"]), lambda v: pc.greater(pc.utf8_length(v), kwargs["max_value"]))


def _between(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    column = rows.column(kwargs["column"])
    outside = pa.repeat(pa.scalar(False), len(column))
    if kwargs.get("min_value") is not None:
        outside = pc.or_(outside, pc.less(column, pa.scalar(kwargs["min_value"])))
    if kwargs.get("max_value") is not None:
        outside = pc.or_(outside, pc.greater(column, pa.scalar(kwargs["max_value"])))
    return outside


def _first_not_before(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    if not kwargs.get("or_equal") or kwargs.get("ignore_row_if") != "either_value_is_missing":
        raise Permanent("the row-wise engine knows A ≥ B alone, rows with a blank left out")
    return pc.less(rows.column(kwargs["column_A"]), rows.column(kwargs["column_B"]))


def _pair_equal(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    if kwargs.get("ignore_row_if") != "either_value_is_missing":
        raise Permanent("the row-wise engine compares pairs with rows with a blank left out")
    return pc.not_equal(rows.column(kwargs["column_A"]), rows.column(kwargs["column_B"]))


def _unique_within_record(rows: Evaluator, kwargs: Parameters) -> pa.Array:
    if kwargs.get("ignore_row_if") != "any_value_is_missing" or len(kwargs["column_list"]) != 2:
        raise Permanent("the row-wise engine compares two columns, rows with a blank left out")
    first, second = (rows.column(name) for name in kwargs["column_list"])
    return pc.equal(first, second)


_EXPECTATIONS: Mapping[str, Callable[[Evaluator, Parameters], pa.Array]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_null": _null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _not_in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_value_lengths_to_be_between": _length,
    "expect_column_values_to_be_between": _between,
    "expect_column_pair_values_a_to_be_greater_than_b": _first_not_before,
    "expect_column_pair_values_to_be_equal": _pair_equal,
    "expect_select_column_values_to_be_unique_within_record": _unique_within_record,
}
